import CLinux
import CXLSXWriter
import Glibc
import Workshop

/// A workbook that libxlsxwriter writes into memory.
///
/// The library can only write to a path; an anonymous file has one under `/proc/self/fd`, and leaves nothing on any disk.
final class XLSXWorkbook {
    /// How a cell looks.
    enum Style: Hashable {
        case title, section, lead, text, code, left, strong, header, link
        case number(XLSXCell.NumberStyle)
    }

    private let descriptor: Int32
    /// Nil once it is closed.
    private var book: UnsafeMutablePointer<lxw_workbook>?
    private var formats: [Style: UnsafeMutablePointer<lxw_format>] = [:]
    private var failure: lxw_error?

    /// 1 January 2000: the same results give the same bytes whenever they are saved.
    private static let created: time_t = 946_684_800
    /// White on this has a contrast of 8.6 to 1.
    static let accent: lxw_color_t = 0x1F4E79

    /// An empty workbook that says of itself whose it is.
    init(title: String, company: String) throws(XLSXError) {
        descriptor = memfd_create("workbook", kiosk_memfd_cloexec)
        guard descriptor >= 0 else { throw .noFile(errno) }
        guard let book = workbook_new("/proc/self/fd/\(descriptor)") else {
            let number = errno
            close(descriptor)
            throw .noFile(number)
        }
        self.book = book
        var properties = lxw_doc_properties()
        properties.created = Self.created
        // The library copies the texts.
        check(
            Self.withText(title) { title in
                Self.withText(company) { company in
                    properties.title = title
                    properties.company = company
                    return workbook_set_properties(book, &properties)
                }
            })
    }

    deinit {
        if let book { lxw_workbook_free(book) }
        close(descriptor)
    }

    /// Adds a sheet.
    ///
    /// - Parameter isStreamed: Whether each row leaves the memory when the next one begins; rows have to come in order
    ///   then. The library sets this for whole workbooks, but heeds it sheet by sheet: the sheets with charts are small
    ///   and keep their cells, from which the charts' own copies of the numbers are made.
    func addSheet(named name: String, isStreamed: Bool = false) throws(XLSXError) -> XLSXSheet {
        guard let book else { throw .library(LXW_ERROR_NULL_PARAMETER_IGNORED.rawValue) }
        book.pointee.options.constant_memory = isStreamed ? 1 : 0
        check(workbook_validate_sheet_name(book, name))
        guard let sheet = workbook_add_worksheet(book, name) else {
            throw .library((failure ?? LXW_ERROR_CREATING_TMPFILE).rawValue)
        }
        return XLSXSheet(self, sheet, name: name)
    }

    /// A chart of the given type, to be put into a sheet.
    func addChart(_ type: lxw_chart_type) -> UnsafeMutablePointer<lxw_chart>? {
        book.flatMap { workbook_add_chart($0, UInt8(type.rawValue)) }
    }

    /// The library's format for `style`.
    func format(_ style: Style) -> UnsafeMutablePointer<lxw_format>? {
        if let format = formats[style] { return format }
        guard let book, let format = workbook_add_format(book) else { return nil }
        format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        switch style {
        case .title:
            format_set_bold(format)
            format_set_font_size(format, 16)
            format_set_font_color(format, Self.accent)
        case .section:
            format_set_bold(format)
            format_set_font_size(format, 12)
            format_set_font_color(format, Self.accent)
        case .code: format_set_indent(format, 1)
        case .lead:
            format_set_bold(format)
            format_set_font_size(format, 12)
            format_set_text_wrap(format)
        case .left:
            format_set_align(format, UInt8(LXW_ALIGN_LEFT.rawValue))
            format_set_text_wrap(format)
        case .text:
            // A text beside a number, which stands to the right, is not to touch it.
            format_set_indent(format, 1)
            format_set_text_wrap(format)
        case .strong:
            format_set_bold(format)
            format_set_text_wrap(format)
        case .header:
            format_set_bold(format)
            format_set_indent(format, 1)
            format_set_text_wrap(format)
            format_set_font_color(format, 0xFFFFFF)
            format_set_bg_color(format, Self.accent)
        case .link:
            format_set_font_color(format, 0x0563C1)
            format_set_underline(format, UInt8(LXW_UNDERLINE_SINGLE.rawValue))
        case .number(let number): format_set_num_format(format, number.pattern)
        }
        formats[style] = format
        return format
    }

    /// Keeps the first error, which ends the workbook when it is closed.
    func check(_ result: lxw_error) {
        if result != LXW_NO_ERROR, failure == nil { failure = result }
    }

    /// Ends the workbook and returns its bytes.
    func bytes() throws(XLSXError) -> [UInt8] {
        guard let book else { throw .library(LXW_ERROR_NULL_PARAMETER_IGNORED.rawValue) }
        // Closing frees it, whether it succeeds or not.
        self.book = nil
        formats = [:]
        check(workbook_close(book))
        if let failure { throw .library(failure.rawValue) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw .noFile(errno) }
        var problem: Int32 = 0
        let size = Int(status.st_size)
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let part = read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                if part < 0, errno == EINTR { continue }
                guard part > 0 else {
                    problem = part < 0 ? errno : EIO
                    return
                }
                count += part
            }
        }
        if problem != 0 { throw .noFile(problem) }
        return bytes
    }

    /// Calls `body` with `text` as C reads it, for the few places of the library that ask for texts that can change.
    static func withText<Result>(_ text: String, _ body: (UnsafeMutablePointer<CChar>?) -> Result) -> Result {
        var characters = Array(XLSXText.cell(text).utf8CString)
        return characters.withUnsafeMutableBufferPointer { body($0.baseAddress) }
    }
}
