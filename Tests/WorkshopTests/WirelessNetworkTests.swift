import Testing
import Workshop

@Suite("The Wi-Fi that participants join")
struct WirelessNetworkTests {
    @Test("becomes a QR text in the format that phones read, with a backslash before what means something in it")
    func text() throws {
        #expect(try text("Kiosk", "hemligt ord") == "WIFI:T:WPA;S:Kiosk;P:hemligt ord;;")
        #expect(try text("Kiosk", "") == "WIFI:T:nopass;S:Kiosk;;")
        #expect(
            try text("a;b,c:d\\e\"f", "\\;,:\"xyz") == "WIFI:T:WPA;S:a\\;b\\,c\\:d\\\\e\\\"f;P:\\\\\\;\\,\\:\\\"xyz;;")
        #expect(try text("Gäst å", "12345678") == "WIFI:T:WPA;S:Gäst å;P:12345678;;")
        // What looks like hexadecimal digits stays as it is: phones would take quotes for a part of the name.
        #expect(try text("ABCD", "12345678") == "WIFI:T:WPA;S:ABCD;P:12345678;;")
    }

    @Test("read back by the rules of the format, is what it was, for every pair of special characters")
    func roundTrip() throws {
        let characters = ["\\", ";", ",", ":", "\"", "a", " "]
        for first in characters {
            for second in characters {
                let name = "n\(first)\(second)"
                let passphrase = "\(first)\(second)123456"
                #expect(Self.fields(try text(name, passphrase)) == ["T": "WPA", "S": name, "P": passphrase])
            }
        }
    }

    @Test("has a name of 1 to 32 bytes without control characters")
    func names() throws {
        for good in ["a", String(repeating: "n", count: 32), String(repeating: "å", count: 16)] {
            #expect(try WirelessNetwork(name: good, passphrase: "").name == good)
        }
        for bad in ["", " ", String(repeating: "n", count: 33), String(repeating: "å", count: 17), "a\nb", "a\u{7F}"] {
            #expect(throws: WirelessNetwork.Fault.name) { try WirelessNetwork(name: bad, passphrase: "") }
        }
    }

    @Test("has no passphrase or one of 8 to 63 printable ASCII characters")
    func passphrases() throws {
        for good in ["", "12345678", String(repeating: "~", count: 63), "        "] {
            #expect(try WirelessNetwork(name: "n", passphrase: good).isOpen == good.isEmpty)
        }
        for bad in ["1234567", String(repeating: "a", count: 64), "lösenord", "1234567\t"] {
            #expect(throws: WirelessNetwork.Fault.passphrase) { try WirelessNetwork(name: "n", passphrase: bad) }
        }
    }

    private func text(_ name: String, _ passphrase: String) throws -> String {
        try WirelessNetwork(name: name, passphrase: passphrase).qrText
    }

    /// The fields of a QR text, read as phones do.
    private static func fields(_ text: String) -> [String: String] {
        var fields: [String: String] = [:]
        var name: String?
        var value = ""
        var isEscaped = false
        for character in text.dropFirst("WIFI:".count) {
            switch character {
            case "\\" where !isEscaped:
                isEscaped = true
                continue
            case ":" where !isEscaped && name == nil: (name, value) = (value, "")
            case ";" where !isEscaped:
                if let name { fields[name] = value }
                (name, value) = (nil, "")
            default: value.append(character)
            }
            isEscaped = false
        }
        return fields
    }
}
