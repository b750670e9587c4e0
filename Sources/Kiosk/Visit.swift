import HTTP
import Store
import Workshop

/// One request, with what the routes ask of it again and again.
struct Visit: Sendable {
    /// The request.
    let request: Request
    /// The parts of the path between slashes, without empty ones.
    let segments: [String]
    /// The words for this reader.
    var wording: Wording
    /// What the facilitator who asks wants to be called; empty for everybody else.
    var facilitator = ""
    /// The language that the reader chose with this very request, to be remembered in a cookie.
    let chosenLanguage: String?

    /// Whether the sender shows pages to a person.
    var isBrowser: Bool {
        request.header("Accept")?.contains("text/html") ?? false
    }

    /// Whether the sender wants only the page's `main` element.
    var wantsFragment: Bool {
        request.header("X-Kiosk-Fragment") != nil
    }

    /// The path as pages may lead to it: what browsers would read otherwise in a link, as another host or a query, is the
    /// front page.
    private var ownPath: String {
        let path = request.path
        let isPlain = path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "/"):
                true
            default: false
            }
        }
        return isPlain && path.hasPrefix("/") && !path.contains("//") ? path : "/"
    }

    /// The page's frame for the templates.
    var frame: Pages.Frame {
        Pages.Frame(wording: wording, path: ownPath)
    }

    /// The same visit with the words of the workshop's language, unless the reader has chosen one.
    func speaking(_ workshop: Workshop, _ languages: [String: Wording]) -> Visit {
        if let cookie = request.cookie(Self.languageCookie), languages[cookie] != nil { return self }
        guard chosenLanguage == nil, let wording = languages[workshop.language] else { return self }
        var visit = self
        visit.wording = wording
        return visit
    }

    /// The name of the cookie that remembers a chosen language.
    static let languageCookie = "language"

    /// A visit by `request`, in the language of `?language=`, the cookie, the browser or the box, in that order.
    init(_ request: Request, languages: [String: Wording], fallback: Wording) {
        self.request = request
        // On bytes: a character may be a slash with a mark on it, or before it.
        segments = request.path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        let asked = request.query("language").flatMap { languages[$0] }
        chosenLanguage = asked?.code
        let remembered = request.cookie(Self.languageCookie).flatMap { languages[$0] }
        wording = asked ?? remembered ?? Self.preferred(request.header("Accept-Language"), languages) ?? fallback
    }

    /// The same with the languages of `assets`, of which the box's own is that of `store`.
    init(_ request: Request, _ assets: Assets, of store: Store) {
        self.init(
            request, languages: assets.languages,
            fallback: assets.languages[store.boxLanguage] ?? assets.defaultWording)
    }

    /// The first language of an `Accept-Language` header that exists here. Weights are ignored: browsers list the
    /// preferred language first (RFC 9110, 12.5.4).
    private static func preferred(_ header: String?, _ languages: [String: Wording]) -> Wording? {
        guard let header else { return nil }
        for range in header.split(separator: ",") {
            let tag = range.prefix { $0 != ";" }.drop { $0 == " " }
            let primary = tag.prefix { $0 != "-" && $0 != " " }.lowercased()
            if let wording = languages[primary] { return wording }
        }
        return nil
    }
}
