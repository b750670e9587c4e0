import FoundationEssentials

/// The tables, functions and views of published workshops, as `kiosk-assets/warehouse` says them: one folder of SQL
/// files for each version of the schema. What a version made is never edited afterwards; the next one changes it.
public struct WarehouseSchema: Sendable {
    /// The commands that make each version from the one before, from version 1 on.
    let versions: [[UInt8]]

    /// Reads the folder `warehouse` of the assets `directory`.
    ///
    /// - Throws: ``PublishError/asset(_:)``.
    public init(assets directory: String) throws(PublishError) {
        let folder = "\(directory)/warehouse"
        var versions: [[UInt8]] = []
        while FileManager.default.fileExists(atPath: "\(folder)/\(versions.count + 1)") {
            let version = "\(folder)/\(versions.count + 1)"
            do {
                let names = try FileManager.default.contentsOfDirectory(atPath: version).sorted()
                versions.append(
                    try names.filter { $0.hasSuffix(".sql") }.flatMap { name in
                        Array(try Data(contentsOf: URL(filePath: "\(version)/\(name)")))
                    })
            } catch {
                throw .asset(version)
            }
        }
        guard versions.first?.isEmpty == false else { throw .asset("\(folder)/1") }
        self.versions = versions
    }
}
