import FoundationEssentials
import Workshop

/// Reads a method as a facilitator may have written it with a text editor: what is wrong is named by file, line and
/// field.
enum MethodFile {
    /// The method in `bytes`, the content of the file `path`.
    static func read(
        _ bytes: [UInt8], path: String, _ decoder: JSONDecoder = JSONDecoder()
    ) throws(AssetError) -> Method {
        let method: Method
        do {
            method = try decoder.decode(Method.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw broken(error, bytes, path)
        } catch {
            throw AssetError(path, .notJSON("\(error)"))
        }
        do {
            try method.check()
        } catch {
            let place: [JSONPlace.Step] =
                (error.step.map { [.key("agenda"), .index($0)] } ?? []) + [.key(error.rule.field)]
            throw AssetError(
                path, line: JSONPlace(bytes).line(of: place), .rule(error.rule))
        }
        return method
    }

    /// What is wrong with `bytes`, which are not JSON, if they were to be a method; nil if they were to be something else
    /// that boxes save, or nobody knows what.
    static func notJSON(_ bytes: [UInt8], path: String) -> AssetError? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains("\"agenda\""), !text.contains("\"format\""), let line = JSONSyntax.brokenLine(bytes) else {
            return nil
        }
        return AssetError(path, line: line, .notJSON("not JSON from line \(line) on"))
    }

    private static func broken(_ error: DecodingError, _ bytes: [UInt8], _ path: String) -> AssetError {
        func place(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> (line: Int, name: String) {
            let keys = context.codingPath + (key.map { [$0] } ?? [])
            let steps = keys.map { key in
                key.intValue.map { JSONPlace.Step.index($0) } ?? JSONPlace.Step.key(key.stringValue)
            }
            return (
                JSONPlace(bytes).line(of: steps),
                keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
            )
        }
        switch error {
        case .keyNotFound(let key, let context):
            return AssetError(path, line: place(context).line, .missing(place(context, key).name))
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            let place = place(context)
            return AssetError(path, line: place.line, .wrongSort(place.name))
        case .dataCorrupted(let context) where context.underlyingError is UnknownKind:
            let name = (context.underlyingError as? UnknownKind)?.name ?? ""
            let step = context.codingPath.compactMap(\.intValue).first ?? 0
            // It may be anything that somebody sends.
            let shown = (try? PlainText.checked(name, limit: 60)) ?? "…"
            return AssetError(path, line: place(context).line, .unknownKind(shown, step: step + 1))
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            let place = place(context)
            return AssetError(path, line: place.line, .unreadable(place.name, context.debugDescription))
        default: return AssetError(path, line: JSONSyntax.brokenLine(bytes), .notJSON("\(error)"))
        }
    }
}
