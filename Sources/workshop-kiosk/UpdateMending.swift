import Appliance
import ArgumentParser

extension UpdateCommand {
    /// `workshop-kiosk update mend`.
    struct Mend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the installed package whole after a power cut; the box's service runs it before the server."
        )

        @OptionGroup var options: Options

        func run() async throws {
            Signals.release()
            try await Failure.reporting { try options.installing.mend(isBooting: true) }
        }
    }

    /// `workshop-kiosk update finish`.
    struct Finish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "See whether the version works that 'mend' left, or go back; the box's service runs it.")

        @OptionGroup var options: Options

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                let changing = options.installing
                guard changing.mark.phase != nil else { return }
                try await options.telling {
                    try changing.finish(isBooting: true)
                    return try options.box.installedVersion ?? ""
                }
            }
        }
    }

    /// `workshop-kiosk update recover`.
    struct Recover: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring to its end what an update left that was killed; the box's service runs it.")

        @OptionGroup var options: Options

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                try await options.telling {
                    try options.installing.recover()
                    return try options.box.installedVersion ?? ""
                }
            }
        }
    }
}
