internal import Glibc

/// How a file is opened (`open(2)`). Every descriptor of ours closes on exec.
package struct OpenFlags: OptionSet, Sendable {
    package let rawValue: CInt
    package init(rawValue: CInt) { self.rawValue = rawValue }

    package static let readOnly = OpenFlags([])
    package static let writeOnly = OpenFlags(rawValue: O_WRONLY)
    package static let readWrite = OpenFlags(rawValue: O_RDWR)
    package static let create = OpenFlags(rawValue: O_CREAT)
    package static let exclusive = OpenFlags(rawValue: O_EXCL)
    package static let truncate = OpenFlags(rawValue: O_TRUNC)
    package static let append = OpenFlags(rawValue: O_APPEND)
    package static let directory = OpenFlags(rawValue: O_DIRECTORY)
    package static let noFollow = OpenFlags(rawValue: O_NOFOLLOW)
    package static let nonBlocking = OpenFlags(rawValue: O_NONBLOCK)
    package static let noControllingTerminal = OpenFlags(rawValue: O_NOCTTY)
    package static let path = OpenFlags(rawValue: 0o10000000)  // O_PATH
    package static let temporary = OpenFlags(rawValue: 0o20200000)  // O_TMPFILE
}

/// How `openat2(2)` walks a path (kernel 5.6).
package struct ResolveFlags: OptionSet, Sendable {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package static let noCrossDevice = ResolveFlags(rawValue: 0x01)
    package static let noMagicLinks = ResolveFlags(rawValue: 0x02)
    package static let noSymlinks = ResolveFlags(rawValue: 0x04)
    package static let beneath = ResolveFlags(rawValue: 0x08)
    package static let inRoot = ResolveFlags(rawValue: 0x10)
    /// The walk of anything that a container or an image can influence.
    package static let contained: ResolveFlags = [.inRoot, .noMagicLinks]
}
