package import Linux

/// One extended attribute of a file: its full name, such as `security.capability`, and its value.
package struct ExtendedAttribute: Hashable, Sendable {
    package var name: ByteName
    package var value: [UInt8]
    package init(name: ByteName, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// A part of a sparse file that holds data; what no segment covers is a hole.
package struct SparseSegment: Hashable, Sendable {
    package var offset: Int64
    package var length: Int64
    package init(offset: Int64, length: Int64) {
        self.offset = offset
        self.length = length
    }
}

/// What a tar archive says of one file, from whichever dialect it was written in.
package struct TarEntry: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case file, hardLink, symlink, characterDevice, blockDevice, directory, fifo
        /// A type flag that is none of the above.
        case other(UInt8)
    }

    /// The raw bytes as the archive has them: perhaps absolute, with `..`, or not UTF-8.
    package var name: ByteName
    package var kind: Kind
    /// The target of a symlink, or the name of the entry that a hard link repeats.
    package var linkTarget: ByteName
    /// The permission bits with set-id and sticky bits.
    package var permissions: UInt32
    package var user: UInt32
    package var group: UInt32
    package var userName: ByteName
    package var groupName: ByteName
    /// Bytes of the file when it is unpacked, holes included; 0 for what is no file.
    package var size: Int64
    package var modified: FileStatus.Time
    package var accessed: FileStatus.Time?
    package var changed: FileStatus.Time?
    package var deviceMajor: UInt32
    package var deviceMinor: UInt32
    package var extendedAttributes: [ExtendedAttribute]
    /// Where the data lies in a sparse file; nil when the file is not sparse.
    package var segments: [SparseSegment]?
    /// Bytes from the start of the archive to the first header of the entry, and to its packed data.
    package var headerOffset: Int64 = 0
    package var contentOffset: Int64 = 0
    /// Bytes of packed data in the archive.
    package var packedSize: Int64 = 0

    package init(
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
