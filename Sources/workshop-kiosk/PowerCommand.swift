import Appliance
import ArgumentParser
import Glibc

/// `workshop-kiosk power`.
struct PowerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power", abstract: "Switch the machine off or start it again, as the server asks.",
        discussion: "For the box's own service, which runs as root.")

    @OptionGroup var services: ServicePlaces

    func run() async throws {
        Signals.release()
        try await Failure.reporting {
            // systemd(1), SIGNALS: these start poweroff.target and reboot.target. Root needs no capability for it, and
            // no bus.
            let offset: Int32
            switch PowerWish(rawValue: try services.take(.power)) {
            case .off: offset = 4
            case .restart: offset = 5
            case nil: throw Failure("What was asked for is neither 'off' nor 'restart'.", Exit.data)
            }
            guard kill(1, __libc_current_sigrtmin() + offset) == 0 else {
                throw Failure("The system's manager cannot be reached (error \(errno)).", Exit.inputOutput)
            }
        }
    }
}
