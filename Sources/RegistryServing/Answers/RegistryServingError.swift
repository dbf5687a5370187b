public import Linux
internal import NIOHTTP1

/// Why the registry refuses a request, or cannot serve at all.
///
/// The codes are those of the distribution specification; `UNKNOWN` stands for what is the registry's own fault.
public struct RegistryServingError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        case blobUnknown = "BLOB_UNKNOWN"
        case blobUploadInvalid = "BLOB_UPLOAD_INVALID"
        case blobUploadUnknown = "BLOB_UPLOAD_UNKNOWN"
        case digestInvalid = "DIGEST_INVALID"
        case manifestBlobUnknown = "MANIFEST_BLOB_UNKNOWN"
        case manifestInvalid = "MANIFEST_INVALID"
        case manifestUnknown = "MANIFEST_UNKNOWN"
        case nameInvalid = "NAME_INVALID"
        case nameUnknown = "NAME_UNKNOWN"
        case sizeInvalid = "SIZE_INVALID"
        case unauthorized = "UNAUTHORIZED"
        case denied = "DENIED"
        case unsupported = "UNSUPPORTED"
        case tooManyRequests = "TOOMANYREQUESTS"
        case unknown = "UNKNOWN"
    }

    public let code: Code
    public let message: String
    /// What it is about: a name, a digest, a path.
    public let detail: String
    /// The number of the HTTP status.
    public var status: Int
    /// Headers that the answer needs, such as `WWW-Authenticate`.
    public var headers: [String: String] = [:]

    public init(_ code: Code, _ message: String, detail: String = "", status: Int? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
        self.status = status ?? Self.status(of: code)
    }

    /// A call that the kernel refused: what was being done, and to what.
    public init(_ action: String, _ subject: String, _ error: SystemCallError) {
        // ENOSPC, EDQUOT
        let isSpace = error.errno == .noSpace || error.errno.rawValue == 122
        self.init(
            .unknown, "\(action) \(subject): \(error)\(isSpace ? "; nothing of it was kept: free space, and send it again" : "")",
            detail: subject, status: isSpace ? 507 : 500)
    }

    public var description: String { message }

    private static func status(of code: Code) -> Int {
        switch code {
        case .blobUnknown, .blobUploadUnknown, .manifestBlobUnknown, .manifestUnknown, .nameUnknown: 404
        case .blobUploadInvalid, .digestInvalid, .manifestInvalid, .nameInvalid, .sizeInvalid: 400
        case .unauthorized: 401
        case .denied: 403
        case .unsupported: 405
        case .tooManyRequests: 429
        case .unknown: 500
        }
    }
}

/// Runs kernel calls and says what was being done when one is refused.
func keeping<Result: ~Copyable>(
    _ action: @autoclosure () -> String, _ subject: @autoclosure () -> String,
    _ body: () throws(SystemCallError) -> Result
) throws(RegistryServingError) -> Result {
    do throws(SystemCallError) { return try body() } catch { throw RegistryServingError(action(), subject(), error) }
}
