import HTTP

/// The files under `/static/`, each made into one reused response at start.
struct StaticFiles: Sendable {
    /// A file as it is answered.
    private struct Entry {
        /// To a page that asks for the content by its version, and may keep it for good.
        var kept: Response
        /// To everybody else, who has to ask again.
        var checked: Response
        var version: String
    }

    private let entries: [String: Entry]

    init(assets: Assets) {
        entries = Dictionary(
            uniqueKeysWithValues: assets.files.map { name, file in
                (
                    "/static/\(name)",
                    Entry(
                        kept: Self.response(file, caching: "public, max-age=31536000, immutable"),
                        checked: Self.response(file, caching: "no-cache"), version: file.version)
                )
            })
    }

    /// The file that `request` asks for; nil when it asks for something else. Looked up in a table, never in the file
    /// system.
    func response(to request: Request) -> Response? {
        guard request.method == "GET" || request.method == "HEAD", let entry = entries[request.path] else { return nil }
        // A version that is no longer there is answered with the one that is, under a name that is not kept.
        return request.query("v") == entry.version ? entry.kept : entry.checked
    }

    private static func response(_ file: StaticFile, caching: String) -> Response {
        let headers = Reply.guards + [("Content-Type", file.contentType), ("Cache-Control", caching)]
        let prepared = PreparedContent(status: 200, headers: headers, bytes: file.bytes)
        return Response(status: 200, headers: headers, content: .prepared(prepared))
    }
}
