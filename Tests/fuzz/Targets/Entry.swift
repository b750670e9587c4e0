import Foundation

/// The target that the environment names.
private let chosen: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["KIOSK_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        fatalError("KIOSK_FUZZ_TARGET is none of \(FuzzTarget.all.map(\.name).joined(separator: " "))")
    }
    return target
}()

/// What libFuzzer calls. It stops with a word on why.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        try chosen.run(Array(UnsafeBufferPointer(start: data, count: count)))
    } catch {
        fatalError("\(chosen.name): \(error)")
    }
    return 0
}
