import Phone

/// A form with files, as browsers send it.
struct FormWithFiles {
    private static let boundary = "----kiosk-test-boundary"
    private var body: [UInt8] = []

    /// The header that goes with it.
    static let header: (name: String, value: String) = ("Content-Type", "multipart/form-data; boundary=\(boundary)")

    /// The whole body.
    var bytes: [UInt8] { body + Array("--\(Self.boundary)--\r\n".utf8) }

    init(_ fields: [(name: String, value: String)], _ files: [(name: String, bytes: [UInt8])] = []) {
        for field in fields { add("name=\"\(field.name)\"", Array(field.value.utf8)) }
        for file in files { add("name=\"files\"; filename=\"\(file.name)\"", file.bytes) }
    }

    private mutating func add(_ disposition: String, _ content: [UInt8]) {
        body += Array("--\(Self.boundary)\r\nContent-Disposition: form-data; \(disposition)\r\n\r\n".utf8)
        body += content + Array("\r\n".utf8)
    }

    /// Sends it.
    func post(
        _ path: String, on connection: Connection, headers: [(name: String, value: String)]
    ) throws -> Connection.Reply {
        try connection.request("POST", path, headers: headers + [Self.header], body: bytes)
    }
}
