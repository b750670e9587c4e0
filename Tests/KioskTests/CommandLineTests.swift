import Crypto
import Foundation
import Kiosk
import Phone
import Testing

@Suite("The command line", .serialized)
struct CommandLineTests {
    let directory = NSTemporaryDirectory() + "kiosk-command-\(UUID().uuidString)"

    func run(_ arguments: String...) throws -> (status: Int32, output: String, error: String) {
        try Program.run(arguments + ["--data", directory, "--assets", TestAssets.directory])
    }

    private func runWithoutAssets(_ arguments: String...) throws -> (status: Int32, output: String, error: String) {
        try Program.run(arguments + ["--data", directory])
    }

    @Test("creates, lists, exports and erases a workshop")
    func manage() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await onThread {
            let created = try run("workshop", "create", "--title", "Behov 2026", "--language", "en")
            #expect(created.status == 0)
            let code = created.output.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(try run("workshop", "list").output == "\(code)\tt01\t0\tBehov 2026\n")
            let file = directory + "/out.json"
            #expect(try run("export", code, "--format", "json", "--output", file).status == 0)
            #expect(try String(contentsOfFile: file, encoding: .utf8).contains("\"Behov 2026\""))
            let table = directory + "/out.csv"
            #expect(try run("export", code.lowercased(), "--format", "csv", "--output", table).status == 0)
            #expect(FileManager.default.fileExists(atPath: directory + "/out-fields.csv"))
            let book = directory + "/out.xlsx"
            #expect(try run("export", code, "--format", "xlsx", "--output", book).status == 0)
            // The beginning of every ZIP archive.
            #expect(try Data(contentsOf: URL(filePath: book)).starts(with: Array("PK\u{3}\u{4}".utf8)))
            let refused = try run("erase", "workshop", code)
            #expect(refused.status == 65)
            #expect(refused.error.contains("--yes"))
            #expect(try run("erase", "workshop", code, "--yes").status == 0)
            #expect(try run("workshop", "list").output == "")
        }
    }

    @Test("keeps everything in one folder with its hashes, and replaces nothing but an earlier one of these")
    func folder() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await onThread {
            let code = try run("workshop", "create", "--title", "T").output.trimmingCharacters(in: .newlines)
            let folder = directory + "/out"
            let hasPDF = PDFWriter.program != nil
            let files = [".csv", "-fields.csv", ".xlsx", ".json", "-report.html"] + (hasPDF ? ["-report.pdf"] : [])
            for _ in 0..<2 {
                #expect(try run("export", code, "--format", "all", "--output", folder).status == 0)
                let names = try FileManager.default.contentsOfDirectory(atPath: folder)
                #expect(Set(names) == Set(files.map { code + $0 } + ["SHA256SUMS"]))
                let list = try String(contentsOfFile: folder + "/SHA256SUMS", encoding: .utf8)
                #expect(list.split(separator: "\n").count == files.count)
                let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(code).json"))
                let digest = SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
                #expect(list.contains("\(digest)  \(code).json"))
                // Nothing half done is left beside it.
                #expect(
                    !(try FileManager.default.contentsOfDirectory(atPath: directory).contains { $0.contains(".part") }))
            }
            let other = directory + "/mine"
            try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
            try "x".write(toFile: other + "/file", atomically: true, encoding: .utf8)
            #expect(try run("export", code, "--format", "all", "--output", other).status == 73)
            #expect(try FileManager.default.contentsOfDirectory(atPath: other) == ["file"])

            let pdf = directory + "/report.pdf"
            let made = try run("export", code, "--format", "pdf", "--output", pdf)
            #expect(made.status == (hasPDF ? 0 : 69))
            if hasPDF {
                #expect(try Data(contentsOf: URL(filePath: pdf)).starts(with: Data("%PDF-".utf8)))
                let check = Process()
                check.executableURL = URL(filePath: "/usr/bin/qpdf")
                check.arguments = ["--check", pdf]
                check.standardOutput = FileHandle.nullDevice
                try check.run()
                check.waitUntilExit()
                #expect(check.terminationStatus == 0)
            }
            #expect(try run("export", code, "--format", "html", "--output", pdf, "--language", "xx").status == 65)
        }
    }

    @Test("evaluates bundles together, whatever their order, and names a file that is none")
    func report() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try await onThread {
            var files: [String] = []
            for number in 1...3 {
                files.append("\(directory)/\(number).json")
                let people = TestProgramme.people(12, workshop: number, effect: 1)
                let bytes = try TestProgramme.bundle(number, "nätverk", people)
                try Data(bytes).write(to: URL(filePath: files[number - 1]))
            }
            let output = directory + "/report.html"
            func report(_ files: [String], _ more: String...) throws -> (status: Int32, output: String, error: String) {
                try Program.run(["report"] + files + ["--output", output, "--assets", TestAssets.directory] + more)
            }
            #expect(try report(files).status == 0)
            let page = try String(contentsOfFile: output, encoding: .utf8)
            #expect(page.contains("Nätverk"))
            #expect(try report(files.reversed()).status == 0)
            #expect(try String(contentsOfFile: output, encoding: .utf8) == page)
            #expect(try report(files, "--language", "xx").status == 65)
            try "{}".write(toFile: files[0], atomically: true, encoding: .utf8)
            let refused = try report(files)
            #expect(refused.status == 65)
            #expect(refused.error.contains("1.json") && refused.error.split(separator: "\n").count == 1)
            // What was there is not touched by a report that fails.
            #expect(try String(contentsOfFile: output, encoding: .utf8) == page)
        }
    }

    @Test("says in one sentence what is wrong, with the documented exit code")
    func errors() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await onThread {
            let unknown = try run("export", "AAAAAA", "--format", "csv", "--output", directory + "/x.csv")
            #expect(unknown.status == 65)
            #expect(unknown.error.split(separator: "\n").count == 1)
            #expect(try run("workshop", "create", "--title", "T", "--method", "t99").status == 65)
            #expect(try run("workshop", "create", "--title", "T", "--language", "xx").status == 65)
            #expect(try run("workshop", "create").status == 64)
            #expect(try runWithoutAssets("serve", "--assets", "/nowhere").status == 78)
            #expect(try run("serve", "--port", "70000").status == 64)
            #expect(try run("serve", "--host", "nonsense").status == 69)
            #expect(try Program.run(["workshop", "list", "--data", "/proc/nowhere"]).status == 73)
            let code = try run("workshop", "create", "--title", "T").output.trimmingCharacters(in: .newlines)
            let unwritable = try run("export", code, "--format", "csv", "--output", "/proc/nowhere/x.csv")
            #expect(unwritable.status == 73)
        }
    }

    @Test("serves with the Wi-Fi that it is given, keeps it, and refuses one that no phone could join")
    func wireless() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await onThread {
            #expect(try run("serve", "--wifi-name", "Kiosk", "--wifi-passphrase", "kort").status == 64)
            #expect(try run("serve", "--wifi-passphrase", "hemligt ord").status == 64)
            #expect(try run("serve", "--wifi-name", String(repeating: "å", count: 17)).status == 64)
            let code = try run("workshop", "create", "--title", "T").output.trimmingCharacters(in: .newlines)
            for more in [["--wifi-name", "Kiosk", "--wifi-passphrase", "hemligt ord"], []] {
                let program = try Program(directory: directory, more: more)
                let connection = Connection(host: "127.0.0.1", port: program.port, timeout: 10)
                #expect(try connection.request("GET", "/display/\(code)").text.contains("hemligt ord"))
                #expect(program.terminate() == 0)
            }
        }
    }

    @Test("a second server on the same directory is refused and told who holds it; tools work beside the first")
    func secondServer() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await onThread {
            let program = try Program(directory: directory)
            let second = try run("serve", "--port", "0")
            #expect(second.status == 75)
            #expect(second.error.contains("in use by process "))
            let created = try run("workshop", "create", "--title", "Bredvid")
            #expect(created.status == 0)
            let code = created.output.trimmingCharacters(in: .newlines)
            let phone = Phone(host: "127.0.0.1", port: program.port, code: code)
            try phone.join()
            #expect(try run("workshop", "list").output.contains("\t1\tBredvid"))
            #expect(program.terminate() == 0)
            #expect(
                try !FileManager.default.fileExists(atPath: directory + "/workshops.sqlite-wal")
                    || Data(contentsOf: URL(filePath: directory + "/workshops.sqlite-wal")).isEmpty)
        }
    }

    @Test("the demo plays its workshop over HTTP: 75 dots, and place 2 is shared by three")
    func demo() async throws {
        try await onThread {
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(filePath: Program.path)
            process.arguments = [
                "demo", "--host", "127.0.0.1", "--port", "0", "--pace", "500", "--assets", TestAssets.directory,
            ]
            process.standardOutput = output
            try Program.launch(process)
            defer {
                process.terminate()
                process.waitUntilExit()
            }
            var text = ""
            while !text.contains("has been played") {
                let data = output.fileHandleForReading.availableData
                if data.isEmpty { throw Program.Ended() }
                text += String(decoding: data, as: UTF8.self)
            }
            let address = try #require(text.firstMatch(of: /display: http:\/\/127\.0\.0\.1:(\d+)(\S+)/))
            let connection = Connection(host: "127.0.0.1", port: try #require(Int(address.output.1)))
            let display = try connection.request("GET", String(address.output.2)).text
            #expect(display.contains("75 prickar från 25 personer"))
            #expect(display.components(separatedBy: ">delad 2<").count == 4)
            #expect(text.contains("▀"))
        }
    }

    @Test("a damaged database is refused at start, and left as it was")
    func damaged() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await onThread {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let garbage = Data(repeating: 0x41, count: 8192)
            try garbage.write(to: URL(filePath: directory + "/workshops.sqlite"))
            let refused = try run("serve", "--port", "0")
            #expect(refused.status == 65)
            #expect(refused.error.contains("damaged"))
            #expect(try Data(contentsOf: URL(filePath: directory + "/workshops.sqlite")) == garbage)
        }
    }
}
