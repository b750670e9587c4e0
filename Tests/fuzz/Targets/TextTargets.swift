import Foundation

@testable import Appliance
@testable import Exports
@testable import Kiosk
@testable import Warehouse
@testable import Workshop

/// What people type, and what is written so that another program reads it.
extension FuzzTarget {
    /// Codes, days, times, PINs, Wi-Fi names, addresses, cells. The first byte chooses.
    static let typed = FuzzTarget("typed") { bytes in
        guard let first = bytes.first else { return }
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        let half = text.firstIndex(of: "\n") ?? text.endIndex
        let (head, tail) = (String(text[..<half]), String(text[half...].dropFirst()))
        switch first % 10 {
        case 0:
            if let day = CalendarDay(text) {
                try expect(day.description == text, "\(text) is \(day)")
                _ = day.adding(months: Int(first))
            }
        case 1:
            if let id = Identifier(text) { try expect(id.description == text.lowercased(), "\(text) is \(id)") }
            _ = Option.isValid(id: text)
        case 2:
            for length in [SpokenCode.joinLength, SpokenCode.reentryLength, SpokenCode.cardLength] {
                guard let code = SpokenCode(text, length: length) else { continue }
                try expect(
                    code.description.count == length && code.description.allSatisfy(SpokenCode.alphabet.contains)
                        && SpokenCode(code.grouped, length: length) == code, "\(text) is \(code)")
            }
            _ = ErasedPerson(text)
        case 3:
            if let pin = try? PIN(text) { try expect((try? PIN(pin.description)) == pin, "the PIN \(pin)") }
        case 4:
            if let seconds = LocalTime.seconds(day: head, time: tail) {
                // Where clocks go forward an hour is missing.
                let parts = LocalTime.parts(seconds)
                let typed = CalendarDay(head.filter { !$0.isWhitespace })
                try expect(typed.map { abs($0 - parts.day) <= 1 } ?? false, "\(head) \(tail) is \(parts)")
            }
        case 5:
            guard let network = try? WirelessNetwork(name: head, passphrase: tail), let box = try? BoxNetwork() else {
                return
            }
            try expect(network.qrText.utf8.count <= 2 * (32 + 63) + 20, "the code of \(network)")
            let file = ConnectionFile(box, wireless: network, interface: "wlan0").text
            try expect(file.split(separator: "\n").count { $0.hasPrefix("[") } == 5 - (network.isOpen ? 1 : 0), file)
        case 6:
            if let address = try? DatabaseAddress(text), let password = address.password {
                try expect(
                    (try? DatabaseAddress(address.text)) == address || !password.isEmpty, "\(address) keeps a password")
            }
        case 7:
            let cell = CSVText.cell(text)
            let bare = cell.hasPrefix("\"") ? String(cell.dropFirst()) : cell
            try expect(!"=+-@\t\r".unicodeScalars.contains(bare.unicodeScalars.first ?? "x"), "the cell \(cell)")
            var row: [UInt8] = []
            CopyText.append([.text(head), .text(tail)], to: &row)
            try expect(
                row.count { $0 == UInt8(ascii: "\n") } == 1 && row.count { $0 == UInt8(ascii: "\t") } == 1,
                "the row \(row)")
        case 8:
            try expect(XLSXText.cell(text).utf16.count <= 32_767, "a cell that is too long")
            let names = XLSXText.names([head, tail])
            try expect(
                Set(names.map { $0.lowercased() }).count == 2 && names.allSatisfy { (1...31).contains($0.utf16.count) },
                "the sheets \(names)")
        default:
            if let rules = PluralRules(["one": head, "few": tail]) {
                for number in [Int.min, -1, 0, 1, 2, 5, 11, 21, 101, Int.max] { _ = rules.form(of: number) }
            }
        }
    }
}
