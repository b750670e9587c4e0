import HTTP

/// A box whose card can only be read, so that no kiosk can start: every page says so.
public final class ReadOnlyBox: Sendable {
    private let server: Server

    /// Starts answering with the words and pages in `assets`.
    ///
    /// - Throws: ``AssetError`` for pages that cannot be made, `ServerError` when the port cannot be listened on.
    public init(assets: Assets, configuration: KioskConfiguration) throws {
        let pages = try Pages(assets: assets)
        let reply = Reply(contentSecurityPolicy: pages.contentSecurityPolicy)
        server = try Server(configuration.listening)
        let statics = StaticFiles(assets: assets)
        try server.start(immediate: { statics.response(to: $0) }) { request in
            // The language that was chosen for the box stands in what cannot be opened.
            let visit = Visit(request, languages: assets.languages, fallback: assets.defaultWording)
            return Refused.response(
                visit, 503, reason: "readOnly", text: visit.wording["refused_read_only"],
                Pages.Frame(wording: visit.wording, path: "/"), pages: pages, reply: reply)
        }
    }

    /// Where it listens.
    public var address: BoxAddress { BoxAddress(host: server.host, port: server.port) }

    /// Takes no more requests, and returns when every answer is out. Blocks.
    public func stop() { server.stop() }
}
