import ArgumentParser
import Exports
import Glibc
import Warehouse

/// `workshop-kiosk publish`.
struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Load bundles into a PostgreSQL database, with the programme's figures as views.",
        discussion: """
            Reads bundles (workshop-kiosk export --format json) from one box or several, in any order, and keeps the \
            latest of each workshop in the schema workshop_kiosk, which is made where it is missing. All of them are \
            published, or none. The same bundle again changes nothing. Needs psql (apt install postgresql-client); \
            the password is best kept in ~/.pgpass. What is erased on a box has to be erased in the database, too.
            """)

    @Argument(help: "The bundles.", completion: .file(extensions: ["json"]))
    var bundles: [String]

    @ArgumentParser.Option(help: "The database, such as postgresql://anna@host/workshops.")
    var to: String

    @OptionGroup var places: Places

    func run() async throws {
        Signals.release()
        try await Failure.reporting {
            let address = try DatabaseAddress(to)
            if address.password != nil { Self.hide(to, behind: address.text) }
            let schema = try WarehouseSchema(assets: places.assetsDirectory)
            let publisher = try Publisher(to: address, schema: schema)
            for path in bundles {
                try publisher.add(try InputFile.read(path, " Nothing was published."), name: path)
            }
            let outcome = try publisher.finish()
            print(
                "Bundles read: \(bundles.count); loaded: \(outcome.loaded); "
                    + "workshops in the database: \(outcome.workshops).")
        }
    }

    /// Takes the password out of this process's own arguments, which every user of the machine can list.
    private static func hide(_ address: String, behind text: String) {
        for place in 1..<Int(CommandLine.argc) {
            guard let argument = CommandLine.unsafeArgv[place], strstr(argument, address) != nil else { continue }
            let shown = String(cString: argument).replacing(address, with: text)
            let length = strlen(argument)
            // The address without a password is the shorter one.
            guard shown.utf8.count <= length else { continue }
            memset(argument, 0, length)
            for (offset, byte) in shown.utf8.enumerated() { argument[offset] = CChar(bitPattern: byte) }
        }
    }
}
