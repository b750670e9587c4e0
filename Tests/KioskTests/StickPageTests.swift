import Appliance
import Exports
import Foundation
import Phone
import Testing
import Threads
import Workshop

@testable import Kiosk

@Suite("The page about USB sticks")
struct StickPageTests {
    private static let ordinary = "25 1 179:2 / / rw shared:1 - ext4 /dev/mmcblk0p2 rw\n"
    private static let overlaid = "25 1 0:24 / / rw shared:1 - overlay overlayroot rw\n"

    /// A kiosk in a box whose services are this test.
    private func run(_ body: @escaping @Sendable (TestRoom, Appliance) throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "kiosk-box-\(UUID().uuidString)"
        for name in ["runtime", "reports"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        // Wherever the tests run: the box's own system can be written.
        try Self.ordinary.write(toFile: "\(folder)/mounts", atomically: true, encoding: .utf8)
        let appliance = Appliance(
            runtime: "\(folder)/runtime", reports: "\(folder)/reports", mounts: "\(folder)/mounts")
        let kiosk = try await TestKiosk { $0.appliance = appliance }
        defer {
            kiosk.tearDown()
            try? FileManager.default.removeItem(atPath: folder)
        }
        try await onThread { try body(TestRoom(kiosk), appliance) }
    }

    private func page(_ room: TestRoom) throws -> Connection.Reply {
        try room.connection.request("GET", "/facilitator/stick", headers: room.facilitator.headers)
    }

    private func post(
        _ room: TestRoom, _ action: String, _ fields: [(name: String, value: String)] = []
    ) throws -> Connection.Reply {
        try room.connection.post("/facilitator/stick\(action)", fields, headers: room.facilitator.headers)
    }

    @Test("a stick is asked for, waited for, and no longer waited for")
    func arming() async throws {
        try await run { room, appliance in
            #expect(try room.connection.request("GET", "/facilitator/stick").status == 403)
            #expect(try page(room).header("Refresh") == nil)
            for typed in ["", "AAAAAA", "backup 1", "../x"] {
                #expect(try post(room, "", [("what", typed)]).status == 422, "\(typed)")
                #expect(!appliance.requests.isPlaced(.stick))
            }
            #expect(try post(room, "", [("what", room.code)]).status == 303)
            let content = try #require(appliance.requests.content(.stick))
            #expect(StickOrder(content)?.text.hasPrefix("results \(room.code) ") == true)
            #expect(try page(room).header("Refresh") == "3; url=/facilitator/stick")
            #expect(try post(room, "/cancel").status == 303)
            #expect(!appliance.requests.isPlaced(.stick))
            try appliance.requests.place(.stick, content: "backup \(max(0, StickOrder.now - 601))")
            if StickOrder.now > 601 { #expect(try page(room).header("Refresh") == nil) }
        }
    }

    @Test("what became of it is said, and every reason has words")
    func ended() async throws {
        try await run { room, appliance in
            for reason in StickReport.Reason.allCases {
                try appliance.reports.write(StickReport(.failed, .results, reason: reason).bytes, as: StickReport.name)
                let text = try page(room).text
                #expect(text.contains("role=\"alert\""))
                #expect(!text.contains("stick_reason"), "\(reason)")
                #expect(!text.contains("{needed}") && !text.contains("{format}"), "\(reason)")
            }
            var working = StickReport(.working, .results)
            working.stamp()
            try appliance.reports.write(working.bytes, as: StickReport.name)
            #expect(try page(room).header("Refresh") != nil)
            #expect(working.settled(at: StickOrder.now + 961).reason == .interrupted)
            #expect(try post(room, "/clear").status == 303)
            #expect(appliance.requests.isPlaced(.clear))
        }
    }

    @Test("nothing that a stick brought is taken in before somebody says so")
    func taking() async throws {
        try await run { room, appliance in
            let method = try #require(
                FileManager.default.contents(atPath: "\(TestAssets.directory)/methods/t01.json"))
            let folder = "\(appliance.reports.directory)/\(StickReport.incoming)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try method.write(to: URL(filePath: "\(folder)/0"))
            try Data("{}".utf8).write(to: URL(filePath: "\(folder)/1"))
            var report = StickReport(.done, .files)
            report.files = [.init(name: "a/<b>.json", size: method.count), .init(name: "x.json", size: 2)]
            try appliance.reports.write(report.bytes, as: StickReport.name)
            let text = try page(room).text
            #expect(text.contains("a/&lt;b&gt;.json"))
            #expect(text.contains("value=\"1\" disabled"))
            #expect(try post(room, "/take").status == 422)
            #expect(try post(room, "/take", [("file", "7")]).status == 422)
            #expect(try post(room, "/take", [("file", "0")]).status == 200)
            #expect(!appliance.requests.isPlaced(.update))
        }
    }

    @Test("examples on a stick go into the workshop that is chosen, and nothing is taken in before one is")
    func takingExamples() async throws {
        try await run { room, appliance in
            let folder = "\(appliance.reports.directory)/\(StickReport.incoming)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let pack = Pack(
                title: "Exemplen",
                options: ["Elbilar i hemtjänsten", "Lånade verktyg"].enumerated().map {
                    Option(
                        id: "e\($0)", text: LocalizedText(["sv": $1]),
                        origin: .init(workshop: "ACE346", title: "Exemplen", item: "i\($0)"))
                })
            let method = try #require(
                FileManager.default.contents(atPath: "\(TestAssets.directory)/methods/t01.json"))
            var text = String(decoding: method, as: UTF8.self)
            text = text.replacing("\"id\": \"t01\"", with: "\"id\": \"fromstick\"")
            try Data(try pack.encoded()).write(to: URL(filePath: "\(folder)/0"))
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/1"))
            var report = StickReport(.done, .files)
            report.files = [.init(name: "pack.json", size: 100), .init(name: "m.json", size: text.utf8.count)]
            try appliance.reports.write(report.bytes, as: StickReport.name)
            let page = try page(room).text
            #expect(page.contains("<option value=\"\(room.code)\">"))
            #expect(!page.contains("disabled"))
            for typed in ["", "AAAAAA", "x"] {
                let refused = try post(room, "/take", [("file", "0"), ("file", "1"), ("into", typed)])
                #expect(refused.status == 422)
                #expect(refused.text.contains("value=\"0\" checked") && refused.text.contains("value=\"1\" checked"))
            }
            #expect(
                !(try room.connection.request("GET", "/facilitator/methods", headers: room.facilitator.headers).text
                    .contains("fromstick")))
            let taken = try post(room, "/take", [("file", "0"), ("file", "1"), ("into", room.code)])
            #expect(
                taken.status == 200 && taken.text.contains("Exemplen i ”pack.json” är ett nytt steg"), "\(taken.text)")
            #expect(try room.get("agenda").contains("Från ”Exemplen”"))
            #expect(
                try room.connection.request("GET", "/facilitator/methods", headers: room.facilitator.headers).text
                    .contains("fromstick"))
        }
    }

    @Test("the display says that a stick is to stay in, and when it may be pulled, by its stream and without it")
    func onTheDisplay() async throws {
        try await run { room, appliance in
            let path = "/display/\(room.code)"
            let events = try EventReader(
                host: "127.0.0.1", port: room.kiosk.port, path: "\(path)/events?language=sv", timeout: 10)
            let words: [StickReport.State: [(language: String, words: String)]] = [
                .working: [("sv", "Låt USB-minnet sitta kvar"), ("en", "Leave the USB stick"), ("fi", "Älä irrota")],
                .done: [("sv", "USB-minnet kan dras ut"), ("en", "may be pulled out"), ("fi", "tikun voi irrottaa")],
                .failed: [("sv", "Det gick inte"), ("en", "It did not work"), ("fi", "Se ei onnistunut")],
            ]
            #expect(try events.next()?.data.contains("id=\"stick\"") == false)
            for (state, said) in words.sorted(by: { $0.key.rawValue > $1.key.rawValue }) {
                var report = StickReport(state, .results, reason: state == .failed ? .full : nil)
                (report.folder, report.format, report.hasStick) = ("SECRET-1", "SECRET", true)
                report.stamp()
                try appliance.reports.write(report.bytes, as: StickReport.name)
                // The stream ends the test when no such frame comes.
                while try #require(try events.next()).data.contains(said[0].words) == false {}
                for (language, words) in said {
                    let page = try room.connection.request("GET", "\(path)?language=\(language)").text
                    #expect(page.contains(words), "\(state) \(language)")
                    #expect(!page.contains("SECRET"))
                }
                // A paused display says it too, and so does one without a workshop.
                _ = try room.post("screen", [("do", "blank")])
                #expect(try room.connection.request("GET", "\(path)?language=sv").text.contains(said[0].words))
                _ = try room.post("screen", [("do", "blank-off")])
                #expect(
                    try room.connection.request("GET", "/display/AAAAAA?language=sv").text.contains(said[0].words))
            }
            appliance.reports.remove(StickReport.name)
            #expect(try !room.connection.request("GET", path).text.contains("id=\"stick\""))
        }
    }

    @Test("that a stick may be pulled is said for three minutes, that it must stay in for as long as it can be needed")
    func patience() throws {
        let folder = NSTemporaryDirectory() + "kiosk-reports-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reports = SystemReports(directory: folder)
        // The reports are of now; the clock of whoever reads them goes on.
        let later = Locked(0)
        let watch = StickWatch(reports, now: { StickOrder.now + later.use { $0 } })
        func tell(_ state: StickReport.State, _ task: StickReport.Task = .backup, hasStick: Bool = true) throws {
            var report = StickReport(state, task, reason: state == .failed ? .gone : nil)
            if hasStick { report.hasStick = true }
            report.stamp()
            later.use { $0 = 0 }
            try reports.write(report.bytes, as: StickReport.name)
        }
        #expect(watch.notice == nil)
        try tell(.working)
        #expect(watch.notice == .working)
        later.use { $0 = 900 }
        #expect(watch.notice == .working)
        // Its service has been ended by then.
        later.use { $0 = 990 }
        #expect(watch.notice != .working)
        for (state, notice) in [(StickReport.State.done, StickNotice.done), (.failed, .failed)] {
            try tell(state)
            #expect(watch.notice == notice)
            later.use { $0 = StickWatch.patience - 30 }
            #expect(watch.notice == notice)
            later.use { $0 = StickWatch.patience }
            #expect(watch.notice == nil)
            // A daemon that starts then does not begin anew.
            #expect(StickWatch(reports, now: { StickOrder.now + StickWatch.patience }).notice == nil)
        }
        // An update is installed without a stick.
        for state in [StickReport.State.working, .done, .failed] {
            try tell(state, .update, hasStick: false)
            #expect(watch.notice == nil)
        }
        // Of another start of the machine.
        try tell(.done)
        let text = String(decoding: try #require(reports.read(StickReport.name)), as: UTF8.self)
        try reports.write(
            Array(text.replacing(MachineBoot.identifier, with: "another").utf8), as: StickReport.name)
        #expect(watch.notice == nil)
        try reports.write(Array("not a report".utf8), as: StickReport.name)
        #expect(watch.notice == nil)
    }

    @Test("an update is installed only when one has been brought, and somebody says so")
    func installing() async throws {
        try await run { room, appliance in
            #expect(try post(room, "/install").status == 303)
            #expect(!appliance.requests.isPlaced(.update))
            var report = StickReport(.done, .update)
            (report.version, report.signer) = ("2.0", "Organisation")
            try appliance.reports.write(report.bytes, as: StickReport.name)
            #expect(try page(room).text.contains("Organisation"))
            #expect(try post(room, "/install").status == 303)
            #expect(appliance.requests.isPlaced(.update))
        }
    }

    @Test("no update is installed while a step is open for answers: the room is told to close it")
    func open() async throws {
        try await run { room, appliance in
            var report = StickReport(.done, .update)
            report.version = "2.0"
            try appliance.reports.write(report.bytes, as: StickReport.name)
            let step = try room.add("text")
            try room.open(step)
            let refused = try post(room, "/install")
            #expect(refused.status == 422 && refused.text.contains("öppet för svar"))
            #expect(!appliance.requests.isPlaced(.update))
            // What was brought is still there, to be installed afterwards.
            #expect(refused.text.contains("/facilitator/stick/install"))
            _ = try room.post("act", [("activity", step), ("act", "close")])
            #expect(try post(room, "/install").status == 303)
            #expect(appliance.requests.isPlaced(.update))
        }
    }

    @Test("no update is begun where it would not last, and the page says why")
    func protected() async throws {
        try await run { room, appliance in
            let mounts = "\(appliance.reports.directory)/../mounts"
            try Self.overlaid.write(toFile: mounts, atomically: true, encoding: .utf8)
            let refused = try post(room, "", [("what", "update")])
            #expect(refused.status == 422 && refused.text.contains("skrivskyddat"))
            #expect(!appliance.requests.isPlaced(.stick))
            // Sticks for other things are as good as ever.
            #expect(try post(room, "", [("what", "backup")]).status == 303)
            #expect(try post(room, "/cancel").status == 303)
            var report = StickReport(.done, .update)
            report.version = "2.0"
            try appliance.reports.write(report.bytes, as: StickReport.name)
            #expect(try post(room, "/install").status == 422)
            #expect(!appliance.requests.isPlaced(.update))
            try Self.ordinary.write(toFile: mounts, atomically: true, encoding: .utf8)
            #expect(try post(room, "/install").status == 303)
            #expect(appliance.requests.isPlaced(.update))
        }
    }
}
