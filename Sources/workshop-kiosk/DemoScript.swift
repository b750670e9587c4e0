import FoundationEssentials
import Glibc

/// The demo's data: who writes what and puts dots where.
struct DemoScript: Sendable, Decodable {
    /// A group that the facilitator gathers ideas in.
    struct Group: Sendable, Decodable {
        let id: String
        let name: String
    }

    /// An idea with its group.
    struct Idea: Sendable, Decodable {
        let id: Int
        let group: String
        let text: String
    }

    /// A participant's dots: one idea's number for each dot.
    struct Participant: Sendable, Decodable {
        let dots: [Int]
    }

    let groups: [Group]
    let ideas: [Idea]
    let participants: [Participant]

    /// Reads the script at `path`.
    init(path: String) throws {
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            self = try JSONDecoder().decode(DemoScript.self, from: data)
        } catch {
            throw Failure(
                "The demo's data '\(path)' cannot be read; reinstall the program, or name the right folder with --assets.",
                Exit.configuration)
        }
    }
}
