import Appliance
import Crypto
import FoundationEssentials
import Mustache
import Workshop

/// Makes the pages from templates.
struct Pages: Sendable {
    /// What every page needs.
    struct Frame: Sendable {
        /// The words for this reader.
        var wording: Wording
        /// The page's own path, for the links to the other languages.
        var path: String
    }

    /// What the display and the console say of the room.
    struct Room: Sendable {
        /// The address that joins the workshop.
        var joinAddress: String
        /// The host that people type, with the port if it is not the web's own.
        var shortAddress: String
        /// The same with a numeric address, where that is not the address itself.
        var numericAddress: String?
        /// The join address as an inline SVG picture.
        var qrCode: String
        /// The whole seconds left on the current activity's timer.
        var secondsLeft: Int?
        /// The clock against the plan, once the workshop has begun.
        var pace: PaceContent?
        /// What day it is, as the box believes.
        var today: CalendarDay
        /// What is to be said of the room on the disk; nil while there is plenty.
        var space: Finding?
        /// What is to be said of the USB stick in the box.
        var stick: StickNotice?
        /// Whether the pace of joining has lately kept somebody waiting.
        var keepsWaiting: Bool
    }

    /// The assets that the pages are made of.
    let assets: Assets
    /// What pages may load: nothing but themselves and this box.
    let contentSecurityPolicy: String
    /// The style of the pages before joining, which stands in them: the first visit is one request.
    private let inlineStyle: String
    /// Where the participant's page finds its style and script, which a phone keeps from the first time on: after that
    /// each page is only its words.
    private let phoneFiles: [String: String]
    /// The style of the documents that stand alone.
    private let reportStyle: String

    /// The pages of `assets`.
    init(assets: Assets) throws(AssetError) {
        self.assets = assets
        guard let style = assets.files["style.css"], let script = assets.files["phone.js"] else {
            throw AssetError("static", "lacks the phone's style or script")
        }
        inlineStyle = StaticFile.squeezed([style])
        reportStyle = StaticFile.squeezed([style, assets.files["report.css"]].compactMap { $0 })
        phoneFiles = [
            "style": "/static/style.css?v=\(style.version)", "script": "/static/phone.js?v=\(script.version)",
        ]
        contentSecurityPolicy = [
            "default-src 'none'",
            // Reports can be read here, too, with the style that is in them.
            "style-src 'self' '\(Self.hash(inlineStyle))' '\(Self.hash(reportStyle))'",
            "script-src 'self'", "img-src 'self' data:", "connect-src 'self'",
            "frame-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'self'",
        ].joined(separator: "; ")
    }

    /// A whole page whose `main` element is rendered by the template `name`.
    ///
    /// - Parameters:
    ///   - isInline: Whether the style stands in the page itself, so that a phone's first visit is one request. Such a
    ///     page has no script.
    ///   - isPhone: Whether it is the page on which participants answer, with the phone's script.
    func document(
        _ frame: Frame, main name: String, title: String, isInline: Bool, isPhone: Bool = false,
        _ content: [String: Any]
    ) -> [UInt8] {
        var context = self.context(frame, content)
        context["title"] = title
        context["main"] = assets.templates.render(context, withTemplate: name) ?? ""
        context["languages"] = assets.languages.values.sorted { $0.code < $1.code }
            .filter { $0.code != frame.wording.code }
            .map { ["code": $0.code, "name": $0.name, "path": frame.path] }
        if isPhone {
            context["phone"] = phoneFiles
        } else if isInline {
            context["style"] = inlineStyle
        } else {
            context["linked"] = true
        }
        return Array((assets.templates.render(context, withTemplate: "document") ?? "").utf8)
    }

    /// A document that stands alone, with its style in it and no link to this box: a report that is kept as a file.
    ///
    /// - Parameter isPaper: Whether it is only printed: in the light theme's colours, written out for programs that do
    ///   not know variables everywhere.
    func standalone(
        _ wording: Wording, main name: String, title: String, isPaper: Bool = false, _ content: [String: Any]
    ) -> [UInt8] {
        var context = context(Frame(wording: wording, path: ""), content)
        context["title"] = title
        context["main"] = assets.templates.render(context, withTemplate: name) ?? ""
        let style = isPaper ? Self.writtenOut(reportStyle) : reportStyle
        context["style"] = style
        // Kept as a file, it has nobody but itself to say that nothing in it runs.
        context["policy"] =
            "default-src 'none'; style-src '\(Self.hash(style))'; img-src data:; base-uri 'none'; form-action 'none'"
        return Array((assets.templates.render(context, withTemplate: "report_document") ?? "").utf8)
    }

    /// `style` with the values of its variables, as the blocks `:root` outside any condition say last, in their places.
    private static func writtenOut(_ style: String) -> String {
        var values: [Substring: Substring] = [:]
        for block in style.matches(of: /(?:^|\})\s*:root\s*\{([^}]*)\}/) {
            for variable in block.output.1.matches(of: /(--[a-z-]+)\s*:\s*([^;]+)/) {
                values[variable.output.1] = variable.output.2
            }
        }
        return style.replacing(/var\((--[a-z-]+)\)/) { values[$0.output.1] ?? "inherit" }
    }

    /// Only the `main` element of a page.
    func fragment(_ frame: Frame, main name: String, _ content: [String: Any]) -> [UInt8] {
        Array((assets.templates.render(context(frame, content), withTemplate: name) ?? "").utf8)
    }

    private func context(_ frame: Frame, _ content: [String: Any]) -> [String: Any] {
        var context = content
        context["t"] = frame.wording.table
        context["language"] = frame.wording.code
        return context
    }

    /// What a notice shows.
    static func notice(_ notice: Notice?) -> [String: Any]? {
        notice.map { ["isError": $0.isError, "text": $0.text] }
    }

    /// The hash by which a content security policy knows an inline text (CSP 3, 2.3.1).
    private static func hash(_ text: String) -> String {
        "sha256-" + Data(SHA256.hash(data: Array(text.utf8))).base64EncodedString()
    }
}
