public import Linux

/// Why an archive could not be read, written or unpacked: what was being done, to which entry, where and why.
public struct ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The bytes end before the archive does.
        case truncated
        /// The bytes are not what the format allows.
        case malformed
        /// Valid, but of a kind that is not handled.
        case unsupported
        /// Compressed data that does not decode or whose checksum is wrong.
        case corrupt
        /// More entries, bytes or expansion than the budget allows.
        case overBudget
        /// The kernel refused a call on a file of the tree.
        case refused
        /// The bytes could not be fetched from where they come from.
        case input
        /// The bytes could not be put where they go.
        case output
    }

    public var code: Code
    /// What was being done, such as "create".
    public var action: String
    /// The entry's name as the archive has it; nil where no entry is concerned.
    public var entry: String?
    /// Bytes from the start of the (uncompressed) archive; nil where that is not known.
    public var offset: Int64?
    public var cause: String
    /// The kernel's answer behind the failure, where there was one.
    public var errno: Errno?

    public init(
        _ code: Code, _ action: String, entry: String? = nil, offset: Int64? = nil, cause: String, errno: Errno? = nil
    ) {
        self.code = code
        self.action = action
        self.entry = entry
        self.offset = offset
        self.cause = cause
        self.errno = errno
    }

    public init(
        _ code: Code, _ action: String, entry: String? = nil, offset: Int64? = nil, cause: SystemCallError
    ) {
        self.init(code, action, entry: entry, offset: offset, cause: cause.description, errno: cause.errno)
    }

    public var description: String {
        var text = action
        if let entry { text += " '\(entry)'" }
        if let offset { text += " (at byte \(offset) of the archive)" }
        return "\(text): \(cause)"
    }
}
