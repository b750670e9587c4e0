/// What is to happen to the machine.
public enum PowerWish: String, Sendable, CaseIterable {
    /// It is switched off.
    case off
    /// It starts again.
    case restart
}
