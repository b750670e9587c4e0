import Workshop

/// The pages that stand in for a file that takes longer than people wait without a word.
extension Pages {
    /// It is being made, since so many seconds.
    func making(_ frame: Frame, _ workshop: Workshop, _ part: WorkshopFiles.Part, seconds: Int) -> [UInt8] {
        file(frame, workshop, part, title: "making_title", ["passed": frame.wording.count("making_passed", seconds)])
    }

    /// It has been made, and is fetched from `address`.
    func made(_ frame: Frame, _ workshop: Workshop, _ part: WorkshopFiles.Part, address: String) -> [UInt8] {
        file(frame, workshop, part, title: "making_ready", ["address": address])
    }

    private func file(
        _ frame: Frame, _ workshop: Workshop, _ part: WorkshopFiles.Part, title: String, _ content: [String: Any]
    ) -> [UInt8] {
        let name =
            switch part {
            case .csv: "export_csv"
            case .fields: "export_fields"
            case .xlsx: "export_xlsx"
            case .json: "export_json"
            case .html: "export_report_keep"
            case .pdf: "export_pdf"
            }
        let heading = frame.wording.text(title, ["file": frame.wording[name]])
        let common: [String: Any] = [
            "heading": heading, "workshop": workshop.title, "code": workshop.code.description,
        ]
        return document(
            frame, main: "making", title: heading, isInline: true, common.merging(content) { $1 })
    }
}
