import Appliance
import Glibc
import HTTP
import Workshop

/// What a kiosk needs to know besides its data.
public struct KioskConfiguration: Sendable {
    /// The numeric address to listen on; `0.0.0.0` is every one of the machine's.
    public var host: String
    /// The port to listen on; 0 lets the system choose.
    public var port: Int
    /// A listening IPv4 socket that the service manager has opened, in the place of host and port.
    public var passedSocket: Int32?
    /// The name or address that pages and QR codes tell people; nil finds the machine's own.
    public var publicHost: String?
    /// The most connections at once, phones' and screens' together.
    public var connectionLimit: Int
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

    /// A configuration; the defaults suit a box with one hall.
    public init(host: String = "0.0.0.0", port: Int = 8080, publicHost: String? = nil, connectionLimit: Int = 2000) {
        self.host = host
        self.port = port
        self.publicHost = publicHost
        self.connectionLimit = connectionLimit
    }

    /// The server's configuration that follows from it.
    var listening: ServerConfiguration {
        var server = ServerConfiguration()
        server.host = host
        server.port = port
        server.passedSocket = passedSocket
        server.connectionLimit = connectionLimit
        return server
    }
}
