public import Linux

/// How an archive becomes a tree of files.
public struct ExtractionOptions: Sendable {
    public enum Whiteouts: Hashable, Sendable {
        /// `.wh.name` becomes a character device 0:0 and an opaque mark an attribute: the form that overlayfs reads.
        case overlay(OverlayAttributes)
        /// `.wh.name` removes what has that name: the layer is laid over the tree that is already there.
        case applied
        /// Names that start with `.wh.` are names like any other.
        case literal
    }
    /// The name space of overlayfs's own attributes: `user.` goes with the mount option `userxattr`.
    public enum OverlayAttributes: String, Hashable, Sendable { case trusted, user }

    public enum Owners: Hashable, Sendable {
        /// As the archive says; what the kernel refuses is an error.
        case archive
        /// As the archive says, and the caller's where the kernel refuses: one id cannot show many.
        case archiveWherePermitted
        /// All files are the caller's.
        case caller
        case fixed(user: UInt32, group: UInt32)
    }

    public enum Devices: Hashable, Sendable {
        case required
        /// Left out, and counted, where the kernel refuses: in a user namespace it does.
        case wherePermitted
        case skipped
    }

    public var whiteouts: Whiteouts
    public var owners: Owners
    public var devices: Devices
    /// Attributes that the file system or the user namespace refuses are left out, and counted.
    public var toleratesRefusedAttributes: Bool
    /// Whether what is no directory may take the place of a directory with all that is in it.
    public var replacesDirectories: Bool
    /// Files of 128 KiB and more go to the disk past the page cache: for trees that are flushed before they are used.
    public var writesBigFilesDirectly = false
    /// The layers below, topmost first: a directory that the archive only implies looks as it does there.
    public var parentLayers: [String]
    /// Gives another name to an entry, or nil to leave it out. Hard link targets are renamed too.
    public var rename: (@Sendable (ByteName) -> ByteName?)?
    public var budget: ExtractionBudget
    public var limits: TarLimits

    public init(
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
    public static let layer = ExtractionOptions()
    /// A layer unpacked by root of a user namespace, for overlayfs mounted there with `userxattr`.
    public static let rootlessLayer = ExtractionOptions(
        whiteouts: .overlay(.user), devices: .wherePermitted, toleratesRefusedAttributes: true)
    /// A plain archive unpacked over a tree, as `cp`, `ADD` and `import` do.
    public static let tree = ExtractionOptions(whiteouts: .literal)
}

/// How much an archive may make of itself: the guard against bombs of entries and bytes.
public struct ExtractionBudget: Hashable, Sendable {
    public var maximumEntries: Int
    /// Bytes of file contents in all.
    public var maximumBytes: Int64

    public init(maximumEntries: Int = 10_000_000, maximumBytes: Int64 = 1 << 40) {
        self.maximumEntries = maximumEntries
        self.maximumBytes = maximumBytes
    }
}

/// What was unpacked, and what was left out with the options' permission.
public struct ExtractionSummary: Hashable, Sendable {
    public var entries = 0
    public var files = 0
    /// Bytes of file contents written; holes and hard links do not count.
    public var contentBytes: Int64 = 0
    /// Bytes of the uncompressed archive.
    public var archiveBytes: Int64 = 0
    /// Directories that the archive only implies by longer names, relative to the root: nobody told how they look.
    public var impliedDirectories: [ByteName] = []
    public var skippedDevices = 0
    public var refusedOwners = 0
    public var refusedAttributes = 0
    /// The first few things left out, in words.
    public var remarks: [String] = []

    mutating func remark(_ words: @autoclosure () -> String) {
        if remarks.count < 20 { remarks.append(words()) }
    }
}
