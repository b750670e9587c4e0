import Exports
import FoundationEssentials
import Mustache
import Workshop

/// Everything in `kiosk-assets`, read into memory at start.
public struct Assets: Sendable {
    /// The words, by language code.
    public let languages: [String: Wording]
    /// The methods, in order of identifier.
    public internal(set) var methods: [Method]
    /// The methods that could not be read, and why.
    public let brokenMethods: [AssetError]
    /// The descriptions of the exports' columns.
    public let exportFields: ExportFields
    /// The descriptions of the columns of the table of interventions.
    public let interventionFields: ExportFields
    /// The background questions that a workshop may ask.
    public let background: [BackgroundQuestion]
    /// What facilitators want to achieve, with the methods for it.
    let goals: [Goal]
    /// What the simulated participants of a rehearsal write.
    let rehearsalTexts: [LocalizedText]
    /// What a workshop can record of itself.
    let record: RecordFields
    /// The lenses through which ideas are assessed.
    let lenses: Lenses
    /// The rules that a new step of a kind begins with, by the kind's name; those of other kinds begin empty.
    let starters: [String: [String: JSONValue]]
    /// The files under `/static/`, by name.
    let files: [String: StaticFile]
    let templates: MustacheLibrary

    /// The words for readers whose language is not known: Swedish first.
    public let defaultWording: Wording

    /// The templates that pages are made of.
    static let templateNames = [
        "document", "front", "welcome", "join", "phone", "unsent", "idea_form", "ballot_form", "controls",
        "idea_fields",
        "result_blocks",
        "results", "ideas", "sign_in",
        "recovered", "workshops", "new_workshop", "console", "arrange", "display", "display_scene", "display_missing",
        "display_controls", "door", "refusal", "notice", "agenda", "step", "step_fields",
        "methods",
        "guide", "material", "cards", "paper", "paper_ballot", "paper_entry", "paper_check", "paper_controls",
        "record", "lenses", "lens", "carry", "trail", "accessibility",
        "arrange_ideas", "arrange_groups", "arrange_alike", "arrange_log", "together",
        "programme", "programme_form", "import", "imported", "workshop_report", "report_document",
        "erase", "erase_box", "erase_confirm", "due", "making", "stick",
        "setup", "clock", "clock_confirm", "check", "power", "moved", "moved_wifi",
    ]
    /// The files served as they are, with their types.
    private static let staticNames = [
        "style.css": "text/css; charset=utf-8", "console.css": "text/css; charset=utf-8",
        "display.css": "text/css; charset=utf-8", "kept.js": "text/javascript; charset=utf-8",
        "forms.js": "text/javascript; charset=utf-8", "follow.js": "text/javascript; charset=utf-8",
        "screen.js": "text/javascript; charset=utf-8", "exchange.js": "text/javascript; charset=utf-8",
        "outbox.js": "text/javascript; charset=utf-8", "timer.js": "text/javascript; charset=utf-8",
        "renewal.js": "text/javascript; charset=utf-8", "phone.js": "text/javascript; charset=utf-8",
        "live.js": "text/javascript; charset=utf-8", "console.js": "text/javascript; charset=utf-8",
        "display.js": "text/javascript; charset=utf-8", "arrange.css": "text/css; charset=utf-8",
        "arrange.js": "text/javascript; charset=utf-8", "report.css": "text/css; charset=utf-8",
        "rest.js": "text/javascript; charset=utf-8", "clock.js": "text/javascript; charset=utf-8",
        "notes.js": "text/javascript; charset=utf-8", "door.js": "text/javascript; charset=utf-8",
    ]
    private static let defaultLanguage = "sv"
    /// The file of a language that says how it writes numbers and dates.
    private static let rulesFile = "language.json"
    /// The file of a language that translates what methods and other assets say in Swedish.
    private static let translationsFile = "content.json"

    /// Reads `directory`.
    ///
    /// - Throws: ``AssetError`` naming the first file that is missing or broken.
    public init(directory: String) throws(AssetError) {
        var languages: [String: Wording] = [:]
        var translations = Translations()
        for code in try Self.names(in: "languages", of: directory, ending: "") {
            let (wording, texts) = try Self.language(code, of: directory)
            languages[code] = wording
            translations.texts[code] = texts
        }
        guard let first = languages[Self.defaultLanguage] else {
            throw AssetError("languages/\(Self.defaultLanguage)", "is missing")
        }
        for wording in languages.values {
            if let missing = first.missing(in: wording) {
                throw AssetError("languages/\(wording.code)", "lacks '\(missing)'")
            }
        }
        let decoder = JSONDecoder()
        decoder.translations = translations
        self.languages = languages
        defaultWording = first
        var methods: [Method] = []
        var brokenMethods: [AssetError] = []
        for name in try Self.names(in: "methods", of: directory, ending: ".json") {
            let path = "methods/\(name)"
            // One broken file does not take the other methods from the facilitator.
            do {
                methods.append(try MethodFile.read(try Self.read(path, of: directory), path: path, decoder))
            } catch {
                brokenMethods.append(error)
            }
        }
        self.methods = methods.sorted { $0.id < $1.id }
        self.brokenMethods = brokenMethods
        background = try Self.decode([BackgroundQuestion].self, "background.json", of: directory, decoder)
        goals = try Self.decode([Goal].self, "goals.json", of: directory, decoder)
        rehearsalTexts = try Self.decode([LocalizedText].self, "rehearsal.json", of: directory, decoder)
        record = try Self.decode(RecordFields.self, "record.json", of: directory, decoder)
        lenses = try Self.decode(Lenses.self, "lenses.json", of: directory, decoder)
        var starters: [String: [String: JSONValue]] = [:]
        for name in try Self.names(in: "kinds", of: directory, ending: ".json") {
            starters[String(name.dropLast(5))] = try Self.decode(
                JSONValue.self, "kinds/\(name)", of: directory, decoder
            ).members
        }
        self.starters = starters
        interventionFields = try Self.decode(
            ExportFields.self, "exports/intervention-fields.json", of: directory, decoder)
        exportFields = try Self.decode(ExportFields.self, "exports/fields.json", of: directory, decoder)
        MustacheContentTypes.register(HTMLText(), named: HTMLText.name)
        var templates = MustacheLibrary()
        for name in Self.templateNames {
            let path = "templates/\(name).mustache"
            let text = String(decoding: try Self.read(path, of: directory), as: UTF8.self)
            do {
                try templates.register(HTMLText.pragma + text, named: name)
            } catch let error as MustacheTemplate.ParserError {
                throw AssetError(path, line: error.context.lineNumber - 1, "is not a template: \(error.error)")
            } catch {
                throw AssetError(path, "is not a template: \(error)")
            }
        }
        self.templates = templates
        var files: [String: StaticFile] = [:]
        for (name, type) in Self.staticNames {
            files[name] = StaticFile(contentType: type, bytes: try Self.read("static/\(name)", of: directory))
        }
        // The participant's page asks for one script; what uses the other parts comes last.
        let parts = [
            "kept.js", "forms.js", "follow.js", "screen.js", "exchange.js", "outbox.js", "timer.js", "renewal.js",
            "phone.js",
        ]
        let script = StaticFile.squeezed(parts.compactMap { files.removeValue(forKey: $0) })
        files["phone.js"] = StaticFile(contentType: "text/javascript; charset=utf-8", bytes: Array(script.utf8))
        self.files = files
    }

    /// The words in the folder of the language `code`, and its translations of what other assets say.
    private static func language(
        _ code: String, of directory: String
    ) throws(AssetError) -> (wording: Wording, translations: [String: String]) {
        let folder = "languages/\(code)"
        let rules = try decode(LanguageRules.self, "\(folder)/\(rulesFile)", of: directory)
        let names = try names(in: folder, of: directory, ending: ".json")
        var files: [(path: String, bytes: [UInt8])] = []
        for name in names where name != rulesFile && name != translationsFile {
            files.append(("\(folder)/\(name)", try read("\(folder)/\(name)", of: directory)))
        }
        let translations =
            names.contains(translationsFile)
            ? try decode([String: String].self, "\(folder)/\(translationsFile)", of: directory) : [:]
        return (try Wording(code: code, rules: rules, files: files), translations)
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type, _ path: String, of directory: String, _ decoder: JSONDecoder = JSONDecoder()
    ) throws(AssetError) -> Value {
        let bytes = try read(path, of: directory)
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch DecodingError.keyNotFound(let key, let context) {
            throw AssetError(path, "lacks '\(key.stringValue)' in '\(place(context))'")
        } catch DecodingError.typeMismatch(_, let context) {
            throw AssetError(path, "has the wrong kind of value in '\(place(context))'")
        } catch {
            throw AssetError(path, "is not valid JSON: \(error)")
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        context.codingPath.map(\.stringValue).joined(separator: ".")
    }

    private static func read(_ path: String, of directory: String) throws(AssetError) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: "\(directory)/\(path)")))
        } catch {
            throw AssetError(path, "cannot be read in '\(directory)'")
        }
    }

    private static func names(in folder: String, of directory: String, ending: String) throws(AssetError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(folder)")
                .filter { $0.hasSuffix(ending) }.sorted()
        } catch {
            throw AssetError(folder, "cannot be read in '\(directory)'")
        }
    }
}
