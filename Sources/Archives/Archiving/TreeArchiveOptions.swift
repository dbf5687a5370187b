package import Linux

/// How a tree of files becomes an archive.
package struct TreeArchiveOptions: Sendable {
    package enum Form: Hashable, Sendable {
        /// Everything as it is.
        case plain
        /// The upper directory of an overlay becomes an image layer: its marks of what is gone become `.wh.` names.
        case layer
    }
    package enum Attributes: Hashable, Sendable {
        case none
        /// `security.capability` and `user.*`: what images carry (containers/storage keeps the same).
        case portable
        /// All but those of overlayfs itself.
        case all
    }

    package var form: Form
    package var attributes: Attributes
    /// Later times become this one (`SOURCE_DATE_EPOCH`).
    package var latestTime: FileStatus.Time?
    /// Fractions of seconds are written, in a PAX record for each file.
    package var keepsFractions: Bool
    /// Other owners than the files have: all files get these.
    package var owner: (user: UInt32, group: UInt32)?
    /// What the ids of a file are in the archive; for trees seen from outside their user namespace.
    package var mapIDs: (@Sendable (_ user: UInt32, _ group: UInt32) -> (user: UInt32, group: UInt32))?
    /// Whether the directory that is archived has an entry of its own.
    package var includesRoot: Bool
    /// Put in front of every name: empty, or ending in a slash.
    package var prefix: ByteName
    /// Leaves out a name (relative to the root, before the prefix) and all that is below it.
    package var excludes: (@Sendable (ByteName) -> Bool)?
    /// Mount points inside the tree are entered; otherwise they are empty directories.
    package var crossesFileSystems: Bool

    package init(
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
package struct TreeArchiveSummary: Hashable, Sendable {
    package var entries = 0
    package var contentBytes: Int64 = 0
    package var skippedSockets = 0
    /// The first few things that are not as in the tree, in words.
    package var remarks: [String] = []

    mutating func remark(_ words: @autoclosure () -> String) {
        if remarks.count < 20 { remarks.append(words()) }
    }
}
