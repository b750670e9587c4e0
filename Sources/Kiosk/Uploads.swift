import Exports
import HTTP
import Store
import Workshop

/// The files that facilitators bring: where they may, how much, and what is said of those that cannot be read.
enum Uploads {
    /// The most bytes of one request with files.
    static let bytes = 16 << 20
    /// The most files, and fields beside them, of one request.
    static let parts = 500

    /// The limits of the server.
    static func limits(_ store: Store) -> UploadLimits {
        var limits = UploadLimits()
        limits.bytes = bytes
        limits.parts = parts
        limits.allows = { isAllowed($0, store) }
        return limits
    }

    /// Whether a request is to a page that takes files, from somebody who is signed in as a facilitator. Nobody else may
    /// send the box more than a long form.
    static func isAllowed(_ request: Request, _ store: Store) -> Bool {
        isPlace(request) && request.cookie(Routes.sessionCookie).map(store.seemsSignedIn) ?? false
    }

    /// Whether a request is to a page that takes files.
    static func isPlace(_ request: Request) -> Bool {
        request.method == "POST" && places.contains(request.path)
    }

    private static let places: Set<String> = ["/facilitator/programme", "/facilitator/import"]

    /// The arguments of words that name the limits.
    static let arguments = ["megabytes": String(bytes >> 20), "files": String(parts)]

    /// What is wrong with a file before anybody has read it; nil when nothing is.
    ///
    /// - Parameter number: Its place among the files, from 1.
    static func problem(_ file: UploadedFile, number: Int, _ wording: Wording) -> String? {
        // What names a folder, or cannot be shown, is not a name to speak of the file by.
        guard let name = try? PlainText.checked(file.name, limit: Workshop.titleLimit), name == file.name,
            !name.contains(where: { $0 == "/" || $0 == "\\" || $0.isNewline })
        else { return wording.text("file_name", ["number": String(number)]) }
        return file.bytes.isEmpty ? wording.text("file_empty", ["file": name]) : nil
    }

    /// What the reader is told of a file that is not what it should be.
    static func words(_ error: BundleError, file: String, _ wording: Wording) -> String {
        switch error {
        case .unreadable: wording.text("file_unreadable", ["file": file])
        case .otherFormat: wording.text("file_other", ["file": file])
        case .newerVersion(let version): wording.text("file_newer", ["file": file, "version": String(version)])
        case .altered: wording.text("file_altered", ["file": file])
        }
    }
}
