public import Linux

/// How a tree of files becomes an archive.
public struct TreeArchiveOptions: Sendable {
    public enum Form: Hashable, Sendable {
        /// Everything as it is.
        case plain
        /// The upper directory of an overlay becomes an image layer: its marks of what is gone become `.wh.` names.
        case layer
    }
    public enum Attributes: Hashable, Sendable {
        case none
        /// `security.capability` and `user.*`: what images carry (containers/storage keeps the same).
        case portable
        /// All but those of overlayfs itself.
        case all
    }

    public var form: Form
    public var attributes: Attributes
    /// Later times become this one (`SOURCE_DATE_EPOCH`).
    public var latestTime: FileStatus.Time?
    /// Fractions of seconds are written, in a PAX record for each file.
    public var keepsFractions: Bool
    /// Other owners than the files have: all files get these.
    public var owner: (user: UInt32, group: UInt32)?
    /// What the ids of a file are in the archive; for trees seen from outside their user namespace.
    public var mapIDs: (@Sendable (_ user: UInt32, _ group: UInt32) -> (user: UInt32, group: UInt32))?
    /// Whether the directory that is archived has an entry of its own.
    public var includesRoot: Bool
    /// Put in front of every name: empty, or ending in a slash.
    public var prefix: ByteName
    /// Leaves out a name (relative to the root, before the prefix) and all that is below it.
    public var excludes: (@Sendable (ByteName) -> Bool)?
    /// Mount points inside the tree are entered; otherwise they are empty directories.
    public var crossesFileSystems: Bool

    public init(
        form: Form = .plain, attributes: Attributes = .portable, latestTime: FileStatus.Time? = nil,
        keepsFractions: Bool = false, owner: (user: UInt32, group: UInt32)? = nil,
        mapIDs: (@Sendable (UInt32, UInt32) -> (user: UInt32, group: UInt32))? = nil, includesRoot: Bool = false,
        prefix: ByteName = ByteName([]), excludes: (@Sendable (ByteName) -> Bool)? = nil,
        crossesFileSystems: Bool = true
    ) {
        self.form = form
        self.attributes = attributes
        self.latestTime = latestTime
        self.keepsFractions = keepsFractions
        self.owner = owner
        self.mapIDs = mapIDs
        self.includesRoot = includesRoot
        self.prefix = prefix
        self.excludes = excludes
        self.crossesFileSystems = crossesFileSystems
    }
}

/// What was archived, and what could not be.
public struct TreeArchiveSummary: Hashable, Sendable {
    public var entries = 0
    public var contentBytes: Int64 = 0
    public var skippedSockets = 0
    /// The first few things that are not as in the tree, in words.
    public var remarks: [String] = []

    mutating func remark(_ words: @autoclosure () -> String) {
        if remarks.count < 20 { remarks.append(words()) }
    }
}
