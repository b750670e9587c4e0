import Appliance
import Glibc
import HTTP
import Workshop

/// What a kiosk needs to know besides its data.
public struct KioskConfiguration: Sendable {
    /// Where the server listens, and its limits.
    public var listening = ServerConfiguration()
    /// The name or address that pages and QR codes tell people; nil finds the machine's own.
    public var publicHost: String?
    /// How many times faster than people the simulated participants of a rehearsal answer.
    public var rehearsalPace = 1.0
    /// What day it is, as the box believes.
    public var today: @Sendable () -> CalendarDay = { BoxDay.today }

    /// The box's clock, in seconds since 1970.
    public var wallClock: @Sendable () -> Int64 = { Int64(time(nil)) }
    /// The free bytes on the disk of the data; the store's own measurement when nil.
    public var freeBytes: (@Sendable () -> Int?)?

    /// The box around the kiosk; nil where there is none, and then no page offers what only a box can do.
    public var appliance: Appliance?

    /// How many participants one address may make; nil for as many as it will. What suits the network unless given.
    var joinAllowance: (@Sendable (String) -> JoinPace.Allowance?)?

    /// How long a browser waits for a file without a word.
    var filePatience = Duration.seconds(2)
    /// Makes one of a workshop's files; blocks.
    var makeFile: @Sendable (WorkshopFiles, WorkshopFiles.Part) throws -> [UInt8] = { try $0.bytes($1) }

    /// A configuration that listens on `host` and `port`, with the limits that suit a box with one hall.
    public init(host: String, port: Int, publicHost: String? = nil) {
        listening.host = host
        listening.port = port
        self.publicHost = publicHost
    }
}
