import Appliance
import Foundation
import GRDB
import Phone
import Testing
import Threads
import Workshop

@testable import Kiosk
@testable import Store

@Suite("The box from the console", .serialized)
struct BoxTests {
    /// A clock that the box's services set.
    private final class WallClock: Sendable {
        private let seconds: Locked<Int64>

        init(_ seconds: Int64) { self.seconds = Locked(seconds) }

        var now: Int64 {
            get { seconds.use { $0 } }
            set { seconds.use { $0 = newValue } }
        }
    }

    private let then: Int64 = 1_800_000_000

    private func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "box-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private func signedIn(_ kiosk: TestKiosk) throws -> Facilitator {
        let facilitator = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
        try facilitator.signIn(pin: kiosk.pin)
        return facilitator
    }

    @Test("the clock is asked for in one press near by, once more far away, and never for an impossible time")
    func clock() async throws {
        let box = Appliance(runtime: try folder(), reports: try folder())
        let wall = WallClock(then)
        let kiosk = try await TestKiosk {
            $0.appliance = box
            $0.wallClock = { wall.now }
        }
        defer { kiosk.tearDown() }
        let then = then
        try await onThread {
            let facilitator = try signedIn(kiosk)
            let connection = kiosk.connection()
            func post(_ fields: [(name: String, value: String)]) throws -> (status: Int, place: String, text: String) {
                let reply = try connection.post("/facilitator/clock", fields, headers: facilitator.headers)
                return (reply.status, reply.header("Location") ?? "", reply.text)
            }
            func device(_ seconds: Int64) -> (name: String, value: String) { ("device", "\(seconds * 1000)") }
            #expect(try connection.post("/facilitator/clock", [device(then)]).status == 403)
            #expect(try post([device(then + 60)]).place.hasSuffix("done=same"))
            #expect(!box.requests.isPlaced(.clock))
            // Nobody is there to set it: it says so.
            #expect(try post([device(then + 3600)]).place.hasSuffix("done=waiting"))
            #expect(box.requests.take(.clock) == "\(then + 3600)")
            for far in [then + 32 * 86_400, then - 3600] {
                let asked = try post([device(far)])
                #expect(asked.status == 200 && asked.text.contains("name=\"confirmed\""))
                #expect(!box.requests.isPlaced(.clock))
            }
            let confirmed: (name: String, value: String) = ("confirmed", "1")
            #expect(try post([device(then - 3600), confirmed]).status == 303)
            #expect(box.requests.take(.clock) == "\(then - 3600) confirmed")
            for (day, time) in [
                ("2027-02-30", "10:00"), ("2027-03-01", "24:00"), ("i dag", ""), ("1999-01-01", "1:00"),
            ] {
                let refused = try post([("day", day), ("time", time), confirmed])
                #expect(refused.status == 422 && refused.text.contains(day), "\(day) \(time)")
            }
            #expect(try post([device(.max / 1000), confirmed]).status == 422)
            #expect(!box.requests.isPlaced(.clock))
            // A service that sets it, meanwhile.
            Thread.detachNewThread {
                while !box.requests.isPlaced(.clock) { usleep(10_000) }
                if let wish = box.requests.take(.clock).flatMap({ ClockWish(content: $0) }) { wall.now = wish.seconds }
            }
            #expect(try post([("day", "2027-02-01"), ("time", "9.05")]).place.hasSuffix("done=set"))
            #expect(LocalTime.parts(wall.now) == (CalendarDay("2027-02-01")!, "09:05"))
        }
    }

    @Test("a clock behind what the box has known is offered to be set without a script; one that can be right is not")
    func offer() async throws {
        let box = Appliance(runtime: try folder(), reports: try folder())
        let wall = WallClock(then)
        let kiosk = try await TestKiosk {
            $0.appliance = box
            $0.wallClock = { wall.now }
        }
        defer { kiosk.tearDown() }
        let then = then
        try await onThread {
            let facilitator = try signedIn(kiosk)
            func start() throws -> String {
                try kiosk.connection().request("GET", "/facilitator", headers: facilitator.headers).text
            }
            func isHidden() throws -> Bool { try start().contains("data-clock=\"\(wall.now)\" hidden>") }
            #expect(try isHidden())
            wall.now = 1000
            #expect(try !isHidden() && start().contains("id=\"clock-offer\""))
            wall.now = then
            try box.reports.write(Array("\(then + 86_400)\n".utf8), as: ClockFloor.report)
            #expect(try !isHidden())
        }
    }

    @Test("sessions, the slowing of guesses and what is open do not feel a clock that jumps a year")
    func jump() async throws {
        let wall = WallClock(then)
        let day = CalendarDay(number: 20_833)
        let kiosk = try await TestKiosk {
            $0.wallClock = { wall.now }
            $0.today = { CalendarDay(number: day.number + Int((wall.now - 1_800_000_000) / 86_400)) }
        }
        defer { kiosk.tearDown() }
        try await onThread {
            let room = try TestRoom(kiosk, [("deletion", "2027-03-01")])
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            try room.open(ideas)
            let phone = try kiosk.phone(room.code)
            for jump in [366, 3653, -3653] as [Int64] {
                wall.now += jump * 86_400
                #expect(
                    try kiosk.connection().request("GET", "/facilitator", headers: room.facilitator.headers).status
                        == 200)
                _ = try phone.writeIdea("Efter \(jump)", key: "k\(jump)", activity: ideas)
                #expect(try room.get("").contains("Efter \(jump)"))
            }
        }
        let deletions = Deletions(
            store: kiosk.store, mark: LocalizedText([:]), today: { CalendarDay(number: day.number + 3653) },
            uptime: { 1_000_000 }, logger: .init(label: "test"))
        await deletions.look()
        #expect(try await kiosk.store.workshops().count == 1)
    }

    @Test("the machine is switched off only where there is a box, and only when it is meant")
    func power() async throws {
        let box = Appliance(runtime: try folder(), reports: try folder())
        let kiosk = try await TestKiosk { $0.appliance = box }
        let bare = try await TestKiosk()
        defer {
            kiosk.tearDown()
            bare.tearDown()
        }
        try await onThread {
            let facilitator = try signedIn(kiosk)
            let connection = kiosk.connection()
            func post(_ fields: [(name: String, value: String)]) throws -> Int {
                try connection.post("/facilitator/power", fields, headers: facilitator.headers).status
            }
            #expect(try connection.post("/facilitator/power", [("what", "off"), ("confirmed", "1")]).status == 403)
            #expect(try post([("what", "off")]) == 200)
            #expect(try post([("what", "explode"), ("confirmed", "1")]) == 303)
            #expect(!box.requests.isPlaced(.power))
            #expect(try post([("what", "restart"), ("confirmed", "1")]) == 200)
            #expect(box.requests.take(.power) == "restart")
            let other = try signedIn(bare)
            for path in ["power", "clock"] {
                let reply = try bare.connection().request("GET", "/facilitator/\(path)", headers: other.headers)
                #expect(reply.status == 404)
            }
            let start = try bare.connection().request("GET", "/facilitator", headers: other.headers).text
            #expect(!start.contains("/facilitator/power") && !start.contains("/facilitator/clock"))
        }
    }

    @Test("what is found is told with a sign and a word, and little room on the start page and the console, too")
    func check() async throws {
        let box = Appliance(runtime: try folder(), reports: try folder())
        let free = Locked(10_000_000_000)
        let kiosk = try await TestKiosk {
            $0.appliance = box
            $0.freeBytes = { free.use { $0 } }
        }
        defer { kiosk.tearDown() }
        try box.reports.write(
            MachineFacts(radio: .off, throttled: 0x50005, uptime: MachineFacts.uptimeNow).content,
            as: MachineFacts.report)
        try await onThread {
            let room = try TestRoom(kiosk)
            func get(_ path: String) throws -> String {
                try room.connection.request("GET", path, headers: room.facilitator.headers).text
            }
            let page = try get("/facilitator/check")
            #expect(page.contains("Radion är avstängd") && page.contains("för lite ström"))
            #expect(page.contains("Inte bra:") && page.contains("Något måste göras"))
            #expect(try !get("/facilitator").contains("id=\"space\""))
            free.use { $0 = 400_000_000 }
            #expect(try get("/facilitator").contains("400 megabyte är kvar"))
            #expect(try get("/facilitator/\(room.code)").contains("400 megabyte är kvar"))
            free.use { $0 = 4_000_000 }
            #expect(try get("/facilitator/\(room.code)").contains("class=\"due urgent\""))
        }
    }

    @Test("a box that is reached by cable is not told to see to its radio")
    func cable() async throws {
        let box = Appliance(runtime: try folder(), reports: try folder())
        let kiosk = try await TestKiosk { $0.appliance = box }
        defer { kiosk.tearDown() }
        try box.reports.write(
            MachineFacts(radio: .down, uptime: MachineFacts.uptimeNow).content, as: MachineFacts.report)
        var network = NetworkReport(mode: .accesspoint, isUp: true, country: "SE")
        // Nobody gives out names there.
        network.address = "127.0.0.1"
        for mode in BoxNetwork.Mode.allCases {
            try await kiosk.store.setNetwork(try BoxNetwork(mode: mode))
            network.mode = mode
            try box.reports.write(network.json, as: NetworkReport.name)
            let page = try await onThread {
                let facilitator = try signedIn(kiosk)
                return try kiosk.connection().request("GET", "/facilitator/check", headers: facilitator.headers).text
            }
            #expect(page.contains("Boxens wifi är inte på") == (mode == .wifi), "\(mode)")
            #expect(page.contains("Telefoner hittar inte boxen") == (mode == .accesspoint), "\(mode)")
        }
    }

    @Test("every finding has its words, in every language")
    func words() throws {
        let findings: [(Finding.Topic, [String])] = [
            (.database, ["damaged", "unwritable"]), (.space, ["low", "urgent"]), (.clock, ["wrong"]),
            (.wifi, ["down", "off", "none"]),
            (.power, ["weak", "dipped", "hot"]), (.port, ["silent"]), (.names, ["unknown"]), (.portal, ["silent"]),
        ]
        #expect(findings.map(\.0) == Finding.Topic.allCases)
        for wording in try Assets(directory: TestAssets.directory).languages.values {
            for (topic, details) in findings {
                let keys = details.flatMap { ["_\($0)", "_\($0)_do"] } + ["", "_good"]
                for key in keys { #expect(wording.keys.contains("check_\(topic.rawValue)\(key)"), "\(topic)\(key)") }
            }
        }
    }

    @Test("a box made new keeps nothing in any table or file, has another PIN and begins its first start")
    func reset() async throws {
        let kiosk = try await TestKiosk()
        defer { kiosk.tearDown() }
        let secret = "Hemligheten 4711"
        let material = kiosk.store.materialDirectory
        try await onThread {
            try FileManager.default.createDirectory(atPath: material, withIntermediateDirectories: true)
            try Data(secret.utf8).write(to: URL(filePath: "\(material)/blad.txt"))
            let room = try TestRoom(kiosk, title: secret)
            _ = try kiosk.phone(room.code)
            let fields: [(name: String, value: String)] = [
                ("language", "en"), ("organisation", secret), ("deletion-months", "3"),
            ]
            #expect(
                try room.connection.post("/facilitator/setup", fields, headers: room.facilitator.headers).status == 303)
            func post(_ fields: [(name: String, value: String)]) throws -> (status: Int, text: String) {
                let reply = try room.connection.post(
                    "/facilitator/erase", [("what", "new")] + fields, headers: room.facilitator.headers)
                return (reply.status, reply.text)
            }
            #expect(try post([]).status == 200)
            #expect(try post([("confirmed", "1"), ("typed", "1")]).status == 422)
            #expect(try room.get("").contains(secret))
            let done = try post([("confirmed", "1"), ("typed", kiosk.pin)])
            #expect(done.status == 200 && !done.text.contains(kiosk.pin))
            #expect(try post([]).status == 403)
            #expect(try room.connection.request("GET", "/display").text.contains("data-new"))
        }
        let box = try await kiosk.store.box()
        #expect(box.pin != kiosk.pin)
        #expect(try await !kiosk.store.isSetUp())
        #expect(try await kiosk.store.isUnused())
        let left = try await kiosk.store.read { db in
            try String.fetchAll(db, sql: "SELECT name FROM setting ORDER BY name")
        }
        // The mark that copies which an update made may be left.
        #expect(left == ["kept_copies", "pin", "recovery_code"])
        #expect(try await kiosk.store.workshops().isEmpty)
        #expect(try await kiosk.store.erasures().isEmpty)
        for name in try FileManager.default.subpathsOfDirectory(atPath: kiosk.directory) {
            guard let bytes = FileManager.default.contents(atPath: "\(kiosk.directory)/\(name)") else { continue }
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: material).isEmpty)
    }

    @Test("an erasure asks for the kept copies to be removed, at each start again, until that is reported")
    func keptCopies() async throws {
        let box = Appliance(runtime: try folder(), reports: try folder())
        let directory = try folder()
        func asked() async throws -> String? {
            for _ in 0..<200 where !box.requests.isPlaced(.copies) { try await Task.sleep(for: .milliseconds(50)) }
            return box.requests.content(.copies)
        }
        let first = try await TestKiosk(directory: directory) { $0.appliance = box }
        try await onThread {
            let room = try TestRoom(first)
            func post(_ path: String, _ fields: [(name: String, value: String)]) throws -> Int {
                try room.connection.post("/facilitator/\(path)", fields, headers: room.facilitator.headers).status
            }
            #expect(try post("erase", [("what", "new"), ("confirmed", "1"), ("typed", first.pin)]) == 200)
        }
        let mark = try #require(try await asked())
        // Neither a stick nor what one brought gets in its way.
        let second = try await first.store.box().pin
        try await onThread {
            let facilitator = Facilitator(host: "127.0.0.1", port: first.port)
            try facilitator.signIn(pin: second)
            for (action, fields) in [("", [("what", "backup")]), ("/clear", [])] {
                let fields: [(name: String, value: String)] = fields.map { (name: $0.0, value: $0.1) }
                #expect(
                    try first.connection().post("/facilitator/stick\(action)", fields, headers: facilitator.headers)
                        .status == 303)
            }
        }
        #expect(box.requests.content(.copies) == mark)
        first.kiosk.stop()
        first.store.close()
        // The plug was pulled: what lay in memory is gone.
        box.requests.withdraw(.copies)
        let again = try await TestKiosk(directory: directory) { $0.appliance = box }
        defer { again.tearDown() }
        #expect(try await asked() == mark)
        try box.reports.write(Array(mark.utf8), as: SystemRequest.copies.rawValue)
        for _ in 0..<200 where try await again.store.copiesToRemove() != nil {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(try await again.store.copiesToRemove() == nil)
    }

    @Test("the commands refuse what nobody asked for, and a reset that is not meant or beside a server")
    func commands() async throws {
        let directory = try folder()
        let box = Appliance(runtime: try folder(), reports: try folder())
        let runtime = box.requests.directory.dropLast("/requests".count)
        try await onThread {
            let places = ["--runtime", String(runtime), "--reports", box.reports.directory]
            // Nothing here sets this machine's clock or switches it off.
            #expect(try Program.run(["power"] + places).status == 65)
            try box.requests.place(.power, content: "off; reboot")
            #expect(try Program.run(["power"] + places).status == 65)
            #expect(!box.requests.isPlaced(.power))
            for content in ["soon", "1000", "9000000000 confirmed"] {
                try box.requests.place(.clock, content: content)
                #expect(try Program.run(["clock", "set", "--state", directory] + places).status == 65)
                #expect(!box.requests.isPlaced(.clock))
            }
            #expect(try Program.run(["clock", "remember", "--state", directory] + places).status == 0)
            #expect(abs(ClockFloor(directory: directory).seconds - Int64(time(nil))) < 60)
            #expect(ClockFloor.reported(in: box.reports) == ClockFloor(directory: directory).seconds)
            #expect(try Program.run(["check", "--report"] + places).status == 0)
            #expect(box.reports.read(MachineFacts.report) != nil)
            let data = directory + "/data"
            #expect(try Program.run(["reset", "--data", data]).status == 65)
            let program = try Program(directory: data)
            #expect(try Program.run(["reset", "--yes", "--data", data]).status == 75)
            #expect(program.terminate() == 0)
            let system = directory + "/system"
            try FileManager.default.createDirectory(atPath: system, withIntermediateDirectories: true)
            for name in [
                "before-update.backup", "before-update.backup.part-7", "after-update-1.sqlite", "previous.deb",
            ] {
                try Data("x".utf8).write(to: URL(filePath: "\(system)/\(name)"))
            }
            let reset = try Program.run(["reset", "--yes", "--data", data, "--system", system])
            #expect(try FileManager.default.contentsOfDirectory(atPath: system) == ["previous.deb"])
            #expect(reset.status == 0 && !reset.output.contains("PIN: \(program.pin)\n"))
            let check = try Program.run([
                "check", "--data", data, "--assets", TestAssets.directory, "--language", "en", "--port", "1",
            ])
            #expect(check.status == 1 && check.output.contains("Not good: The page."))
        }
    }
}
