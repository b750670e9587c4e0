import Appliance
import Workshop

/// What went wrong with the box around the kiosk, in one sentence with what to do.
extension Failure {
    static func describe(_ error: ApplianceError) -> Failure {
        switch error {
        case .system(let call, let path, let errno):
            Failure(
                "\(call) failed on '\(path)' (error \(errno)). Run it as root, or check the disk.", Exit.cannotCreate)
        case .missing(let program):
            Failure("\(program) is not installed: install it (apt install \(package(of: program))).", Exit.unavailable)
        case .failed(let program, let status, let words):
            Failure("\(program) failed (status \(status)): \(words). Run it as root.", Exit.inputOutput)
        }
    }

    private static func package(of program: String) -> String {
        ["nmcli": "network-manager", "nft": "nftables"][program] ?? program
    }

    static func describe(_ problem: NetworkProblem) -> Failure {
        switch problem {
        case .managerStopped:
            Failure(
                "NetworkManager does not run: start it (systemctl enable --now NetworkManager), or choose it in raspi-config.",
                Exit.unavailable)
        case .noInterface(_, let name?):
            Failure(
                "There is no interface '\(name)' that suits the mode; see 'nmcli device', and choose with 'workshop-kiosk network set --interface'.",
                Exit.unavailable)
        case .noInterface(.wifi, nil):
            Failure(
                "There is no Wi-Fi radio: plug in an adapter, or choose 'workshop-kiosk network set --mode accesspoint' or '--mode wired'.",
                Exit.unavailable)
        case .noInterface(_, nil):
            Failure(
                "There is no Ethernet socket: choose 'workshop-kiosk network set --mode wifi'.", Exit.unavailable)
        case .radioSwitchedOff:
            Failure("The Wi-Fi radio is switched off on the device: find its switch or key.", Exit.unavailable)
        case .radioBlocked:
            Failure(
                "The Wi-Fi radio is blocked: run 'rfkill unblock wifi', or set the country in raspi-config.",
                Exit.unavailable)
        case .noFirewall:
            Failure(
                "The firewall is not in force, and without it phones would get further than they may: start workshop-kiosk-firewall.service, as root.",
                Exit.unavailable)
        case .refused(let words):
            Failure("NetworkManager could not start the network: \(words).", Exit.inputOutput)
        }
    }

    static func describe(_ fault: BoxNetwork.Fault) -> Failure {
        switch fault {
        case .country: Failure("--country has two letters, such as SE.", Exit.data)
        case .channel: Failure("--channel is 1 to 13, 36, 40, 44 or 48.", Exit.data)
        case .interface:
            Failure("--interface has 1 to 15 letters, digits, '.', '_' or '-'.", Exit.data)
        }
    }
}
