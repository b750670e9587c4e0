import Appliance
import ArgumentParser
import Glibc
import Store

/// What is not to be interrupted.
struct OpenSteps: ParsableArguments {
    @Flag(help: "Also while a step is open for answers; who answers meanwhile has to try again.")
    var whileOpen = false

    /// Refuses while a step of the box whose data are in `data` is open for answers.
    ///
    /// - Throws: `StickReport.Reason.running`, or `.data` when that cannot be known.
    func refuse(_ data: String) async throws {
        guard !whileOpen, access("\(data)/workshops.sqlite", F_OK) == 0 else { return }
        let isOpen: Bool
        do {
            let store = try Store(directory: data, role: .tool)
            defer { store.close() }
            isOpen = try await store.isAnyStepOpen()
        } catch {
            Failure.print(error: "workshop-kiosk: the box's data cannot be read: \(error)")
            throw StickReport.Reason.data
        }
        if isOpen { throw StickReport.Reason.running }
    }
}
