import Foundation
import Testing

@testable import Warehouse

/// A database of a real PostgreSQL, which is started once for all tests, on a socket of its own.
///
/// A shell between holds the server: when the tests end, however they do, its input ends, and it stops the server and
/// removes what it wrote.
struct TestDatabase {
    /// Characters that an address has to write otherwise.
    static let password = "hemligt/lösen@rd 7"

    let name: String

    /// The running server.
    private final class Server: Sendable {
        let folder: String
        let programs: String
        private let holder: Process
        // Open as long as this process lives.
        private let input = Pipe()

        init() throws {
            let versions = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")
            let newest = try #require(
                versions.compactMap { Int($0) }.max(), "PostgreSQL is not installed: apt install postgresql")
            programs = "/usr/lib/postgresql/\(newest)/bin"
            folder = "/tmp/kiosk-postgresql-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            try TestDatabase.password.write(toFile: "\(folder)/password", atomically: true, encoding: .utf8)
            holder = Process()
            holder.executableURL = URL(filePath: "/bin/sh")
            holder.arguments = ["-c", Self.script, "sh", folder, programs]
            let output = Pipe()
            holder.standardInput = input
            holder.standardOutput = output
            try Program.launch(holder)
            let words = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            try #require(words == "ready\n", "the server did not start: \(words)")
        }

        /// PostgreSQL refuses to run as root; root becomes the user that Debian's package makes for it.
        private static let script = """
            trap '' INT TERM HUP
            cd "$1"; as=
            if [ "$(id -u)" = 0 ]; then
              chown -R postgres . && as="setpriv --reuid=postgres --regid=postgres --clear-groups"
            fi
            $as "$2/initdb" -D "$1/data" -U kiosk -A scram-sha-256 --pwfile="$1/password" -E UTF8 --locale=C.UTF-8 \
              -N >log 2>&1 &&
            $as "$2/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c fsync=off >log 2>&1 &
            server=$!
            for try in $(seq 300); do
              if "$2/pg_isready" -q -h "$1" || ! kill -0 $server; then break; fi
              sleep 0.1
            done
            if "$2/pg_isready" -q -h "$1"; then echo ready; else head -c 2000 log; fi
            cat >/dev/null
            kill -INT $(head -n 1 "$1/data/postmaster.pid") 2>/dev/null
            wait $server
            rm -rf "$1"
            """
    }

    private static let server = Result { try Server() }

    /// A new database without anything in it.
    init() throws {
        name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        _ = try Self.sql("CREATE DATABASE \(name)", in: "postgres")
    }

    /// Its address, with the password.
    var address: String {
        get throws {
            let folder = try Self.server.get().folder
            return "postgresql://kiosk:hemligt%2Fl%c3%B6sen%40rd%207@/\(name)?host=\(folder)"
        }
    }

    /// Publishes `bundles` as files named by their place; `batch` is how many bytes are sent at a time.
    @discardableResult
    func publish(_ bundles: [[UInt8]], batch: Int = 4 << 20) throws -> Publisher.Outcome {
        let publisher = try Publisher(
            to: DatabaseAddress(try address), schema: WarehouseSchema(assets: TestAssets.directory))
        publisher.batch = batch
        for (place, bytes) in bundles.enumerated() { try publisher.add(bytes, name: "\(place).json") }
        return try publisher.finish()
    }

    /// Everything that it holds, in one order.
    func content() throws -> String {
        let tables = [
            "workshop", "activity", "item", "idea_group", "idea", "idea_detail", "ballot", "ballot_field", "instrument",
            "wording", "seen_activity",
        ]
        return try tables.map { table in
            table + ":\n" + (try Self.sql("SELECT t.* FROM workshop_kiosk.\(table) AS t ORDER BY t", in: name))
        }.joined()
    }

    /// The rows of a query, as objects of their columns.
    func rows(_ query: String) throws -> [[String: any Sendable]] {
        let text = try Self.sql("SELECT coalesce(json_agg(t), '[]') FROM (\(query)) AS t", in: name)
        let rows = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: any Sendable]]
        return try #require(rows)
    }

    /// Runs commands.
    @discardableResult
    func sql(_ commands: String) throws -> String { try Self.sql(commands, in: name) }

    private static func sql(_ commands: String, in database: String) throws -> String {
        let server = try server.get()
        let process = Process()
        process.executableURL = URL(filePath: "\(server.programs)/psql")
        process.arguments = [
            "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", server.folder, "-U", "kiosk", "-c", commands, database,
        ]
        process.environment = ["PGPASSWORD": password, "PGCLIENTENCODING": "UTF8"]
        let output = Pipe()
        process.standardOutput = output
        try Program.launch(process)
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(commands)")
        return text
    }
}
