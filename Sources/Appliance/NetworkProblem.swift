import Workshop

/// Why the box's network cannot be as it is to be.
public enum NetworkProblem: Error, Sendable, Equatable {
    /// NetworkManager is installed but does not run.
    case managerStopped
    /// There is no interface that suits the mode; the name is the one that was asked for.
    case noInterface(BoxNetwork.Mode, named: String?)
    /// A switch on the device or in its firmware keeps the radio off.
    case radioSwitchedOff
    /// The system keeps the radio off, and would not let go.
    case radioBlocked
    /// The rules that keep phones from everything but the box are not in force.
    case noFirewall
    /// NetworkManager could not start the network, and what it said.
    case refused(words: String)
}
