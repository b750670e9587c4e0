/// A file of the assets that is missing or broken; the kiosk does not start with half its words.
public struct AssetError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file, within the assets directory.
    public let file: String
    /// The line, from 1, where that is known.
    public let line: Int?
    /// What is wrong with it.
    public let problem: String
    /// The same of a method's file, for pages to put into words.
    public let fault: MethodFault?

    init(_ file: String, line: Int? = nil, _ problem: String) {
        self.file = file
        self.line = line
        self.problem = problem
        fault = nil
    }

    init(_ file: String, line: Int? = nil, _ fault: MethodFault) {
        self.file = file
        self.line = line
        problem = fault.description
        self.fault = fault
    }

    /// One sentence for a technician.
    public var description: String {
        "The asset '\(file)'\(line.map { " line \($0)" } ?? "") \(problem)."
    }
}
