import Appliance

/// Why an update was not installed, in one sentence with what to do.
extension Failure {
    static func update(_ reason: StickReport.Reason) -> Failure {
        switch reason {
        case .running:
            Failure(
                "A step is open for answers, and nothing was changed: close it, or add --while-open.", Exit.temporary)
        case .protected:
            Failure(
                "The system is mounted read-only or lies under an overlay, and nothing was changed: an update would not last. Start the machine without that protection and try again.",
                Exit.unavailable)
        case .nokey:
            Failure(
                "There are no keys by which updates are known, and nothing was changed: see 'Updates' in the README.",
                Exit.configuration)
        case .unsigned:
            Failure(
                "There is no update with a signature beside it: let a stick bring one, from the facilitator's page.",
                Exit.data)
        case .signature:
            Failure("The update's signature is not right, and nothing was changed: fetch the update anew.", Exit.data)
        case .package:
            Failure("The package is another one, or for another kind of machine; nothing was changed.", Exit.data)
        case .older: Failure("The update is not newer than what is installed; nothing was changed.", Exit.data)
        case .data:
            Failure(
                "The version that is installed, or the box's data, could not be kept, and nothing was changed: free some space and check the disk.",
                Exit.inputOutput)
        case .reverted:
            Failure(
                "The new version did not start; the earlier one runs again. See 'journalctl -u workshop-kiosk'.",
                Exit.inputOutput)
        default:
            Failure(
                "Neither the update nor the earlier version runs; see 'journalctl -u workshop-kiosk', and install 'replaced.deb' by hand, or 'previous.deb' where there is none, both in '/var/lib/workshop-kiosk-system'.",
                Exit.inputOutput)
        }
    }
}
