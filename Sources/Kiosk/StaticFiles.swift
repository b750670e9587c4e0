import HTTP

/// The files under `/static/`, each made into one reused response at start.
struct StaticFiles: Sendable {
    private let responses: [String: Response]

    init(assets: Assets) {
        var responses: [String: Response] = [:]
        for (name, file) in assets.files {
            let headers: [(name: String, value: String)] = [
                ("Content-Type", file.contentType), ("Cache-Control", "no-cache"),
                ("X-Content-Type-Options", "nosniff"),
            ]
            let prepared = PreparedContent(status: 200, headers: headers, bytes: file.bytes)
            responses["/static/\(name)"] = Response(status: 200, headers: headers, content: .prepared(prepared))
        }
        self.responses = responses
    }

    /// The file that `request` asks for; nil when it asks for something else. Looked up in a table, never in the file
    /// system.
    func response(to request: Request) -> Response? {
        guard request.method == "GET" || request.method == "HEAD" else { return nil }
        return responses[request.path]
    }
}
