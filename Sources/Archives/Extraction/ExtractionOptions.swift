package import Linux

/// How an archive becomes a tree of files.
package struct ExtractionOptions: Sendable {
    package enum Whiteouts: Hashable, Sendable {
        /// `.wh.name` becomes a character device 0:0 and an opaque mark an attribute: the form that overlayfs reads.
        case overlay(OverlayAttributes)
        /// `.wh.name` removes what has that name: the layer is laid over the tree that is already there.
        case applied
        /// Names that start with `.wh.` are names like any other.
        case literal
    }
    /// The name space of overlayfs's own attributes: `user.` goes with the mount option `userxattr`.
    package enum OverlayAttributes: String, Hashable, Sendable { case trusted, user }

    package enum Owners: Hashable, Sendable {
        /// As the archive says; what the kernel refuses is an error.
        case archive
        /// As the archive says, and the caller's where the kernel refuses: one id cannot show many.
        case archiveWherePermitted
        /// All files are the caller's.
        case caller
        case fixed(user: UInt32, group: UInt32)
    }

    package enum Devices: Hashable, Sendable {
        case required
        /// Left out, and counted, where the kernel refuses: in a user namespace it does.
        case wherePermitted
        case skipped
    }

    package var whiteouts: Whiteouts
    package var owners: Owners
    package var devices: Devices
    /// Attributes that the file system or the user namespace refuses are left out, and counted.
    package var toleratesRefusedAttributes: Bool
    /// Whether what is no directory may take the place of a directory with all that is in it.
    package var replacesDirectories: Bool
    /// The layers below, topmost first: a directory that the archive only implies looks as it does there.
    package var parentLayers: [String]
    /// Gives another name to an entry, or nil to leave it out. Hard link targets are renamed too.
    package var rename: (@Sendable (ByteName) -> ByteName?)?
    package var budget: ExtractionBudget
    package var limits: TarLimits

    package init(
        whiteouts: Whiteouts = .overlay(.trusted), owners: Owners = .archive, devices: Devices = .required,
        toleratesRefusedAttributes: Bool = false, replacesDirectories: Bool = true, parentLayers: [String] = [],
        rename: (@Sendable (ByteName) -> ByteName?)? = nil, budget: ExtractionBudget = ExtractionBudget(),
        limits: TarLimits = TarLimits()
    ) {
        self.whiteouts = whiteouts
        self.owners = owners
        self.devices = devices
        self.toleratesRefusedAttributes = toleratesRefusedAttributes
        self.replacesDirectories = replacesDirectories
        self.parentLayers = parentLayers
        self.rename = rename
        self.budget = budget
        self.limits = limits
    }

    /// A layer unpacked by root, for overlayfs.
    package static let layer = ExtractionOptions()
    /// A layer unpacked by root of a user namespace, for overlayfs mounted there with `userxattr`.
    package static let rootlessLayer = ExtractionOptions(
        whiteouts: .overlay(.user), devices: .wherePermitted, toleratesRefusedAttributes: true)
    /// A plain archive unpacked over a tree, as `cp`, `ADD` and `import` do.
    package static let tree = ExtractionOptions(whiteouts: .literal)
}

/// How much an archive may make of itself: the guard against bombs of entries and bytes.
package struct ExtractionBudget: Hashable, Sendable {
    package var maximumEntries: Int
    /// Bytes of file contents in all.
    package var maximumBytes: Int64

    package init(maximumEntries: Int = 10_000_000, maximumBytes: Int64 = 1 << 40) {
        self.maximumEntries = maximumEntries
        self.maximumBytes = maximumBytes
    }
}

/// What was unpacked, and what was left out with the options' permission.
package struct ExtractionSummary: Hashable, Sendable {
    package var entries = 0
    package var files = 0
    /// Bytes of file contents written; holes and hard links do not count.
    package var contentBytes: Int64 = 0
    /// Bytes of the uncompressed archive.
    package var archiveBytes: Int64 = 0
    /// Directories that the archive only implies by longer names, relative to the root: nobody told how they look.
    package var impliedDirectories: [ByteName] = []
    package var skippedDevices = 0
    package var refusedOwners = 0
    package var refusedAttributes = 0
    /// The first few things left out, in words.
    package var remarks: [String] = []

    mutating func remark(_ words: @autoclosure () -> String) {
        if remarks.count < 20 { remarks.append(words()) }
    }
}
