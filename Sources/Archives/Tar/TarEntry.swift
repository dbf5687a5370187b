public import Linux

/// One extended attribute of a file: its full name, such as `security.capability`, and its value.
public struct ExtendedAttribute: Hashable, Sendable {
    public var name: ByteName
    public var value: [UInt8]
    public init(name: ByteName, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// A part of a sparse file that holds data; what no segment covers is a hole.
public struct SparseSegment: Hashable, Sendable {
    public var offset: Int64
    public var length: Int64
    public init(offset: Int64, length: Int64) {
        self.offset = offset
        self.length = length
    }
}

/// What a tar archive says of one file, from whichever dialect it was written in.
public struct TarEntry: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case file, hardLink, symlink, characterDevice, blockDevice, directory, fifo
        /// A type flag that is none of the above.
        case other(UInt8)
    }

    /// The raw bytes as the archive has them: perhaps absolute, with `..`, or not UTF-8.
    public var name: ByteName
    public var kind: Kind
    /// The target of a symlink, or the name of the entry that a hard link repeats.
    public var linkTarget: ByteName
    /// The permission bits with set-id and sticky bits.
    public var permissions: UInt32
    public var user: UInt32
    public var group: UInt32
    public var userName: ByteName
    public var groupName: ByteName
    /// Bytes of the file when it is unpacked, holes included; 0 for what is no file.
    public var size: Int64
    public var modified: FileStatus.Time
    public var accessed: FileStatus.Time?
    public var changed: FileStatus.Time?
    public var deviceMajor: UInt32
    public var deviceMinor: UInt32
    public var extendedAttributes: [ExtendedAttribute]
    /// Where the data lies in a sparse file; nil when the file is not sparse.
    public var segments: [SparseSegment]?
    /// Bytes from the start of the archive to the first header of the entry, and to its packed data.
    public var headerOffset: Int64 = 0
    public var contentOffset: Int64 = 0
    /// Bytes of packed data in the archive.
    public var packedSize: Int64 = 0

    public init(
        name: ByteName, kind: Kind, permissions: UInt32 = 0o644, user: UInt32 = 0, group: UInt32 = 0,
        size: Int64 = 0, modified: FileStatus.Time = .init(seconds: 0), linkTarget: ByteName = ByteName([]),
        deviceMajor: UInt32 = 0, deviceMinor: UInt32 = 0, extendedAttributes: [ExtendedAttribute] = [],
        segments: [SparseSegment]? = nil, userName: ByteName = ByteName([]), groupName: ByteName = ByteName([])
    ) {
        self.name = name
        self.kind = kind
        self.linkTarget = linkTarget
        self.permissions = permissions
        self.user = user
        self.group = group
        self.userName = userName
        self.groupName = groupName
        self.size = size
        self.modified = modified
        self.deviceMajor = deviceMajor
        self.deviceMinor = deviceMinor
        self.extendedAttributes = extendedAttributes
        self.segments = segments
    }
}
