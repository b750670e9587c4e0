import Appliance
import Store
import Workshop

/// The page about a USB stick.
extension Pages {
    /// How far it has come.
    enum StickState {
        /// Nothing has been asked for.
        case idle
        /// A stick may be put in, for so many seconds.
        case waiting(StickOrder, seconds: Int)
        /// What the service says, and what each file that it brought says it is.
        case report(StickReport, kinds: [FileImport.Kind])

        /// Whether the page is to look again by itself.
        var isGoingOn: Bool {
            switch self {
            case .idle: false
            case .waiting: true
            case .report(let report, _): report.state == .working
            }
        }
    }

    /// Which of the files that a stick brought are to be taken in.
    struct StickChoice {
        /// Their places in the report.
        var files: Set<Int> = []
        /// The join code of the workshop that examples go to, as it was typed.
        var into = ""
    }

    /// What a stick can be for, or how far the one that was asked for has come.
    func stick(
        _ frame: Frame, _ state: StickState, _ workshops: [WorkshopSummary], chosen: StickChoice = StickChoice(),
        problem: String?
    ) -> [UInt8] {
        let wording = frame.wording
        var content: [String: Any] = [
            "workshops": workshops.map { ["code": $0.code.description, "title": $0.title] },
            "hasWorkshops": !workshops.isEmpty,
        ]
        content["notice"] = Self.notice(problem.map { Notice(isError: true, text: $0) })
        switch state {
        case .idle: content["idle"] = true
        case .waiting(let order, let seconds):
            var task = wording["stick_task_\(order.task.name.rawValue)"]
            if case .results(let code?) = order.task {
                task += ": " + (workshops.first { $0.code == code }?.title ?? code.description)
            }
            content["waiting"] = ["task": task, "left": wording.count("stick_minutes", (seconds + 59) / 60)]
        case .report(let report, _) where report.state == .working:
            let isInstalling = report.task == .update
            content["working"] = [
                "task": wording["stick_task_\(report.task.rawValue)"],
                "words": wording[isInstalling ? "stick_working_update" : "stick_working"],
            ]
        case .report(let report, let kinds): content["ended"] = ended(report, kinds, workshops, chosen, wording)
        }
        return document(frame, main: "stick", title: wording["stick_title"], isInline: false, content)
    }

    private func ended(
        _ report: StickReport, _ kinds: [FileImport.Kind], _ workshops: [WorkshopSummary], _ chosen: StickChoice,
        _ wording: Wording
    ) -> [String: Any] {
        var content: [String: Any] = ["task": wording["stick_task_\(report.task.rawValue)"]]
        var words: [String] = []
        if report.state == .failed {
            content["isFailed"] = true
            words.append(
                wording.text(
                    "stick_reason_\((report.reason ?? .data).rawValue)",
                    [
                        "needed": Self.megabytes(report.needed, wording), "free": Self.megabytes(report.free, wording),
                        "format": report.format ?? "–",
                    ]))
        } else if report.isInstalled == true {
            words.append(wording.text("stick_installed", ["version": report.version ?? ""]))
        } else {
            words.append(
                wording.text(
                    "stick_done_\(report.task.rawValue)",
                    [
                        "folder": report.folder ?? "", "version": report.version ?? "", "signer": report.signer ?? "",
                    ]))
            if report.task == .update { content["update"] = report.version ?? "" }
        }
        if let part = report.part, let parts = report.parts {
            words.append(wording.text("stick_part", ["part": wording.whole(part), "parts": wording.whole(parts)]))
        }
        content["words"] = words
        if report.state == .done, !report.files.isEmpty {
            content["files"] = self.files(report, kinds, workshops.filter { !$0.isImported }, chosen, wording)
        }
        return content
    }

    /// What the stick brought, and where examples can go.
    private func files(
        _ report: StickReport, _ kinds: [FileImport.Kind], _ workshops: [WorkshopSummary], _ chosen: StickChoice,
        _ wording: Wording
    ) -> [String: Any] {
        let list = zip(report.files, kinds).enumerated().map { number, file -> [String: Any] in
            [
                "number": number, "name": file.0.name, "kind": wording["stick_kind_\(file.1.rawValue)"],
                "size": "\(wording.whole((file.0.size + 1023) / 1024)) KiB",
                "isKnown": file.1 != .other && (file.1 != .pack || !workshops.isEmpty),
                "isChosen": chosen.files.contains(number),
            ]
        }
        var content: [String: Any] = ["list": list]
        guard kinds.contains(.pack) else { return content }
        content["packs"] = [
            "hasWorkshops": !workshops.isEmpty,
            "workshops": workshops.map {
                let code = $0.code.description
                return ["code": code, "title": $0.title, "isChosen": code == chosen.into] as [String: Any]
            },
        ]
        return content
    }

    /// Bytes as whole megabytes, rounded up.
    private static func megabytes(_ bytes: Int?, _ wording: Wording) -> String {
        wording.whole(((bytes ?? 0) + 999_999) / 1_000_000)
    }
}
