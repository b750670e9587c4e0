import Foundation

@testable import Exports
@testable import HTTP
@testable import Kiosk
@testable import Workshop

/// The files that boxes save and facilitators edit, and the forms by which steps are edited.
extension FuzzTarget {
    private static let report: WorkshopReport? = try? WorkshopReport(assets: assets)

    /// A workshop of another box, and what is made of one that is taken in. The hash is left out: whoever changes a file
    /// can make a new one.
    static let workshop = FuzzTarget("workshop") { bytes in
        _ = try? BundleExport.decode(bytes)
        _ = try? FileImport.read(bytes, name: "a.json")
        guard let bundle = try? JSONDecoder().decode(Exports.Bundle.self, from: Data(bytes)) else { return }
        guard let hashed = try? BundleExport.encode(bundle) else { return }
        var reader = ProgrammeReader()
        if (try? reader.add(hashed, name: "a.json")) != nil { _ = try? reader.programme() }
        guard let results = try? BundleImport.results(of: bundle) else { return }
        guard let written = try? BundleExport.encode(results), let read = try? BundleExport.decode(written) else {
            throw Broken(description: "what was taken in cannot be saved and read again")
        }
        do {
            let again = try BundleImport.results(of: read)
            try expect(BundleExport.bundle(again) == BundleExport.bundle(results), "it becomes another")
        } catch let fault as BundleFault {
            throw Broken(description: "what was taken in is refused at \(fault.place)")
        }
        _ = CSVExport.results(results, language: "sv", dialect: CSVDialect(separator: ";", decimalSign: ","))
        _ = report?.html(results, reach: [:], language: "en")
    }

    /// A method as a text editor may have left it.
    static let method = FuzzTarget("method") { bytes in
        let method: Method
        let kind = try? FileImport.read(bytes, name: "method.json").0
        do {
            method = try MethodFile.read(bytes, path: "method.json")
        } catch let error as AssetError {
            let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
            try expect(error.line.map { (1...lines).contains($0) } ?? true, "the line \(error.line ?? 0) of \(lines)")
            return
        }
        try expect(kind == .method, "a method is taken for a \(kind?.rawValue ?? "broken file")")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let again = try MethodFile.read(Array(try encoder.encode(method)), path: "again.json")
        try expect(again == method, "the method becomes another")
        for step in method.agenda {
            let json = try JSONValue(step).members
            _ = StepForm(step: json, settings: type(of: step.kind.kind).settings, languages: ["sv", "en"])
        }
    }

    /// A pack of examples.
    static let pack = FuzzTarget("pack") { bytes in
        guard let pack = try? Pack(bytes) else { return }
        try expect(try FileImport.read(bytes, name: "pack.json").0 == .pack, "a pack is taken for something else")
        let again = try Pack(try pack.encoded())
        try expect(again == pack, "the pack becomes another")
    }

    /// The form of one step. The first byte chooses the kind and what is asked.
    static let step = FuzzTarget("step") { bytes in
        guard let first = bytes.first else { return }
        let kind = AnyActivityKind.all[Int(first & 0x7F) % AnyActivityKind.all.count]
        var step = assets.starters[kind.name] ?? [:]
        step["type"] = .text(kind.name)
        step["id"] = .text(kind.name)
        step["title"] = .object(["sv": .text("Steg")])
        step["minutes"] = .number(5)
        let form = StepForm(
            sent: Form(parsing: Array(bytes.dropFirst())), settings: kind.settings, languages: ["sv", "en"])
        guard let changed = try? form.applied(to: step, onlyWords: first & 0x80 != 0),
            let definition = try? JSONValue.object(changed).decoded(as: ActivityDefinition.self),
            (try? Method.check([definition])) != nil
        else { return }
        // What is shown to be changed, and sent back as it is, changes nothing.
        let json = try JSONValue(definition).members
        let shown = StepForm(step: json, settings: kind.settings, languages: ["sv", "en"])
        let sent = StepForm(
            sent: Form(fields: shown.values.map { (name: $0.key, value: $0.value) }), settings: kind.settings,
            languages: ["sv", "en"])
        do {
            let again = try JSONValue.object(try sent.applied(to: json)).decoded(as: ActivityDefinition.self)
            try expect(again == definition, "\(definition) becomes \(again)")
        } catch let rule as RuleError {
            throw Broken(description: "the form of \(definition) refuses its own \(rule.field)")
        }
    }
}
