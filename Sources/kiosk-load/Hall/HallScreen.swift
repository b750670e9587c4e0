/// The display or the console in a hall: its page once, and then the stream of whole contents.
@HallActor final class HallScreen {
    let device: HallDevice
    /// The number of answers that a frame showed, and when it came, while `activity` was on.
    private(set) var shown: [(answers: Int, at: Double)] = []
    private let figures: HallFigures
    private let name: String
    private let path: String
    private let stage: HallStage

    /// A screen called `name` that looks at `path`.
    init(name: String, path: String, number: Int, stage: HallStage, port: Int, figures: HallFigures) {
        device = HallDevice(number: number, port: port, figures: figures)
        (self.name, self.path, self.stage, self.figures) = (name, path, stage, figures)
    }

    /// Opens the page with its files, and looks on until the hall is over.
    func look() async {
        device.takesPacked = false
        if let page = try? await device.request("GET", path) {
            let files = page.text.split(separator: "\"/static/").dropFirst().map {
                "/static/" + $0.prefix { $0 != "\"" }
            }
            for file in files { _ = try? await device.request("GET", file) }
        }
        device.takesPacked = true
        while !stage.isOver {
            guard let stream = try? await device.stream(path + "/events?language=sv") else {
                figures.tally("again_" + name)
                await HallLoop.shared.sleep(until: LoadLoop.now() + 1)
                continue
            }
            await follow(stream)
            device.end(stream)
        }
    }

    /// What a display's script asks each four seconds.
    func ask() async {
        while !stage.isOver {
            _ = try? await device.request(
                "GET", "/display?shown=\(stage.code)", headers: "Accept: application/json\r\n")
            await HallLoop.shared.sleep(until: LoadLoop.now() + 4)
        }
    }

    /// The script's content anew, after an act.
    func renew() async {
        let start = LoadLoop.now()
        if let answer = try? await device.request("GET", path, headers: "X-Kiosk-Fragment: 1\r\n", timeout: 60) {
            figures.note(name + "_page", since: start)
            figures.most(name + "_page_bytes", Double(answer.body.count))
        }
    }

    private func follow(_ stream: HallSocket) async {
        let (mark, activity) = (Array("data-answers=\"".utf8), Array("data-activity=\"".utf8))
        var (frames, bytes) = (0, 0)
        // What has come of the frame that shows the dots, and how many they are.
        var (tail, coming): ([UInt8], Int?) = ([], nil)
        // A stream without a beat for twelve seconds is dead.
        while !stage.isOver, let piece = try? await stream.piece(deadline: LoadLoop.now() + 12) {
            bytes += piece.count
            if piece.firstRange(of: Array("event: frame".utf8)) != nil { frames += 1 }
            if coming != nil { tail += piece }
            if let answers = coming, OpenStreams.hasEnd(tail, after: 0) {
                shown.append((answers, LoadLoop.now()))
                coming = nil
            }
            guard !stage.dotsActivity.isEmpty, let place = piece.firstRange(of: mark),
                let on = piece.firstRange(of: activity),
                piece[on.upperBound...].starts(with: Array(stage.dotsActivity.utf8))
            else { continue }
            tail = Array(piece[place.upperBound...])
            let answers = Int(String(decoding: tail.prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)) ?? 0
            if OpenStreams.hasEnd(tail, after: 0) { shown.append((answers, LoadLoop.now())) } else { coming = answers }
        }
        figures.tally(name + "_frames", Double(frames))
        figures.tally(name + "_stream_bytes", Double(bytes))
    }
}
