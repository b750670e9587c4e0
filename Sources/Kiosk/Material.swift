import FoundationEssentials
import HTTP
import Store
import Workshop

/// The folder of information material: pictures, PDF and text files that the box serves as they are.
struct Material: Sendable {
    /// The types that are served, by ending. Nothing that a browser would run.
    static let types = [
        "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
        "webp": "image/webp", "txt": "text/plain; charset=utf-8",
    ]
    /// The largest file that is served: it is held in memory while it is sent.
    static let largest = 20 << 20

    /// A hall opens a file in the same moment, and each of its phones may: one read at a time.
    private static let aside = SideWork("material")

    /// The folder; it need not exist.
    let directory: String

    /// The ending of `name` in small letters.
    static func ending(of name: String) -> String {
        name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    }

    /// Whether `name` is a picture.
    static func isPicture(_ name: String) -> Bool { types[ending(of: name)]?.hasPrefix("image/") ?? false }

    /// The names of the files that are served, in order. Files of other types, and with other names than a page may
    /// name, are left out.
    func names() async -> [String] {
        await Self.aside.made {
            let all = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            return all.filter { PageKind.isValid(file: $0) && Self.types[Self.ending(of: $0)] != nil }.sorted()
        }
    }

    /// The content of the file `name`; nil when there is none of that name, or it is too large.
    ///
    /// The name is looked for among the folder's own, never made into a path from a request.
    func content(of name: String) async -> [UInt8]? {
        guard let known = await names().first(where: { $0 == name }) else { return nil }
        return await Self.aside.made {
            let path = "\(directory)/\(known)"
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            guard attributes?[.type] as? FileAttributeType == .typeRegular,
                let size = attributes?[.size] as? UInt64, size <= UInt64(Self.largest)
            else { return nil }
            // Foundation keeps 4 KiB for good each time that it reads an empty file (Swift 6.3, on Linux).
            if size == 0 { return [] }
            return (try? Data(contentsOf: URL(filePath: path))).map { Array($0) }
        }
    }
}

/// What people read beside the workshop.
extension Routes {
    /// Everything under `/material`.
    func material(_ visit: Visit) async throws -> Response {
        guard visit.segments.count == 2 else {
            return reply.page(pages.material(visit.frame, await material.names()))
        }
        let name = visit.segments[1]
        guard let bytes = await material.content(of: name), let type = Material.types[Material.ending(of: name)] else {
            return refusal(visit, 404, "refused_not_found")
        }
        if visit.request.method == "GET" { try await store.noteOpening(of: name) }
        return reply.file(bytes, type: type)
    }
}

extension Pages {
    /// The list of files.
    func material(_ frame: Frame, _ names: [String]) -> [UInt8] {
        document(
            frame, main: "material", title: frame.wording["material_title"], isInline: true,
            ["files": names.map { ["name": $0] }, "isEmpty": names.isEmpty])
    }
}
