/// How many people there have to be before anything is told of them.
public enum SmallestGroup {
    /// Five. The evaluation of workshops asks for at least five answers behind a result, and its reach for at least five
    /// people in each group of a background question: behind fewer, somebody in the room knows who they are.
    public static let people = 5
}
