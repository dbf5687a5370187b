/// How a netlink request is meant (`netlink(7)`).
public struct MessageFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let request = MessageFlags(rawValue: 0x1)
    public static let acknowledge = MessageFlags(rawValue: 0x4)
    /// In an answer: the dump is not of one moment.
    public static let interrupted = MessageFlags(rawValue: 0x10)
    public static let dump = MessageFlags(rawValue: 0x300)
    public static let replace = MessageFlags(rawValue: 0x100)
    public static let exclusive = MessageFlags(rawValue: 0x200)
    public static let create = MessageFlags(rawValue: 0x400)
    public static let append = MessageFlags(rawValue: 0x800)
    /// In an error: the refused message is not repeated.
    static let capped = MessageFlags(rawValue: 0x100)
    /// In an error: attributes explain it.
    static let explained = MessageFlags(rawValue: 0x200)
}

/// Types that every netlink family has.
enum ControlMessage {
    static let error: UInt16 = 2
    static let done: UInt16 = 3
    static let headerLength = 16
}
