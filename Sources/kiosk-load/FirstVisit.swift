import ArgumentParser
import Phone

/// `kiosk-load first-visit`.
struct FirstVisit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The bytes and requests of a participant's first visit, compressed and not.")

    @OptionGroup var target: Target

    func run() throws {
        let stage = try target.stage(isRevealed: false)
        let connection = Connection(host: "127.0.0.1", port: target.port)
        let path = "/w/\(stage.code)"
        let page = try connection.request("GET", path)
        let references = Page(page.text).values(of: "src") + Page(page.text).values(of: "href", prefix: "/static/")
        var packed = 0
        var plain = 0
        let paths = [path] + references.map { $0.hasPrefix("/") ? $0 : "/static/\($0)" }
        for path in paths {
            plain += try connection.request("GET", path).body.count
            packed += try connection.request("GET", path, headers: [("Accept-Encoding", "gzip")]).body.count
        }
        print(jsonLine(["requests": Double(paths.count), "bytes": Double(plain), "compressed_bytes": Double(packed)]))
    }
}
