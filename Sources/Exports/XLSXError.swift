/// Why a workbook could not be made.
public enum XLSXError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No file could be opened for it: the system's error number.
    case noFile(Int32)
    /// libxlsxwriter refused: its error number.
    case library(UInt32)

    /// What an operator reads.
    public var description: String {
        switch self {
        case .noFile(let number): "the workbook has no place to be written (error \(number))"
        case .library(let number): "libxlsxwriter cannot write the workbook (error \(number))"
        }
    }
}
