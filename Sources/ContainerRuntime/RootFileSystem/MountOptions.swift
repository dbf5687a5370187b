internal import Linux

/// The options of one mount of the specification, sorted by what they are for the kernel.
struct MountOptions {
    /// Attributes of this mount alone.
    var set: MountAttributes = []
    var clear: MountAttributes = []
    /// Attributes of this mount and all below it (`rro` and its kin).
    var recursiveSet: MountAttributes = []
    var recursiveClear: MountAttributes = []
    var isBind = false
    var isRecursiveBind = false
    var isRemount = false
    /// In the order given: one may follow another, as in `rslave,shared`.
    var propagation: [(kind: MountPropagation, recursive: Bool)] = []
    /// Fill the new tmpfs with what lies below it.
    var copiesUp = false
    /// `idmap` or `ridmap`.
    var idMapping: IDMapping?
    /// What follows `idmap=`, as crun has it.
    var idMappingText: String?
    /// A source that is a symlink is made again instead of being followed.
    var copiesSymlink = false
    /// Options of the whole file system that the kernel knows for every type. A bind mount shares them with the host, whose
    /// they are: mount(8) leaves them out there as well.
    var superblock: [String] = []
    /// The mount point is not followed when it is a symlink.
    var targetNotFollowed = false
    var sourceNotFollowed = false
    /// What is left: parameters of the file system, `key` or `key=value`.
    var parameters: [String] = []

    enum IDMapping { case single, recursive }

    init(_ options: [String], type: String?) {
        isBind = type == "bind"
        for option in options { read(option) }
        if isRecursiveBind { isBind = true }
    }

    private mutating func read(_ option: String) {
        if let (on, attribute) = Self.attribute(option) {
            Self.change(&set, &clear, on, attribute)
        } else if option.hasPrefix("r"), let (on, attribute) = Self.attribute(String(option.dropFirst())) {
            Self.change(&recursiveSet, &recursiveClear, on, attribute)
        } else if let kind = Self.propagation(option) {
            propagation.append((kind, false))
        } else if option.hasPrefix("r"), let kind = Self.propagation(String(option.dropFirst())) {
            propagation.append((kind, true))
        } else {
            readRest(option)
        }
    }

    private mutating func readRest(_ option: String) {
        switch option {
        case "bind": isBind = true
        case "rbind": isRecursiveBind = true
        case "remount": isRemount = true
        case "tmpcopyup": copiesUp = true
        case "idmap": idMapping = .single
        case "ridmap": idMapping = .recursive
        case "dest-nofollow": targetNotFollowed = true
        case "src-nofollow": sourceNotFollowed = true
        case "copy-symlink": copiesSymlink = true
        case "sync", "dirsync", "lazytime", "mand": superblock.append(option)
        case "rsync", "rdirsync", "rmand": superblock.append(String(option.dropFirst()))
        // What the kernel does anyway: versions are counted since 6.6 by all file systems that can.
        case "defaults", "async", "rasync", "loud", "silent", "nomand", "rnomand", "nolazytime", "iversion", "noiversion",
            "":
            break
        default: readMapping(option)
        }
    }

    private mutating func readMapping(_ option: String) {
        if option.hasPrefix("idmap=") {
            (idMapping, idMappingText) = (.single, String(option.dropFirst(6)))
        } else if option.hasPrefix("ridmap=") {
            (idMapping, idMappingText) = (.recursive, String(option.dropFirst(7)))
        } else {
            parameters.append(option)
        }
    }

    private static func change(
        _ set: inout MountAttributes, _ clear: inout MountAttributes, _ on: Bool, _ attribute: MountAttributes
    ) {
        if !attribute.isDisjoint(with: .accessTimeMask) || attribute.isEmpty {
            // one field with three values; its two bits have to be cleared as a whole (mount_setattr(2))
            clear.formUnion(.accessTimeMask)
            set.subtract(.accessTimeMask)
            if on { set.formUnion(attribute) }
        } else if on {
            set.formUnion(attribute)
            clear.subtract(attribute)
        } else {
            set.subtract(attribute)
            clear.formUnion(attribute)
        }
    }

    /// The attribute that an option switches on or off. An empty one is relatime, the kernel's zero.
    private static func attribute(_ option: String) -> (Bool, MountAttributes)? {
        switch option {
        case "ro": (true, .readOnly)
        case "rw": (false, .readOnly)
        case "nosuid": (true, .noSetID)
        case "suid": (false, .noSetID)
        case "nodev": (true, .noDevices)
        case "dev": (false, .noDevices)
        case "noexec": (true, .noExecute)
        case "exec": (false, .noExecute)
        case "nodiratime": (true, .noDirectoryAccessTime)
        case "diratime": (false, .noDirectoryAccessTime)
        case "nosymfollow": (true, .noSymlinkFollow)
        case "symfollow": (false, .noSymlinkFollow)
        case "noatime": (true, .noAccessTime)
        case "strictatime": (true, .strictAccessTime)
        case "relatime", "atime", "norelatime", "nostrictatime": (true, [])
        default: nil
        }
    }

    private static func propagation(_ option: String) -> MountPropagation? {
        switch option {
        case "private": .private
        case "shared": .shared
        case "slave": .slave
        case "unbindable": .unbindable
        default: nil
        }
    }

    /// The propagation that `linux.rootfsPropagation` names.
    static func rootPropagation(_ text: String) -> (kind: MountPropagation, recursive: Bool)? {
        if let kind = propagation(text) { return (kind, false) }
        if text.hasPrefix("r"), let kind = propagation(String(text.dropFirst())) { return (kind, true) }
        return nil
    }
}

extension Descriptor {
    /// Gives a mount all attributes and propagation that its options ask, in as few calls as they need.
    /// `isSingle`: there is no mount below this one, so that all goes into one call.
    func apply(
        _ options: borrowing MountOptions, defaultPropagation: MountPropagation = .unchanged, isSingle: Bool = false
    ) throws(SystemCallError) {
        var rest = options.propagation[...]
        if !options.recursiveSet.isEmpty || !options.recursiveClear.isEmpty {
            try setMountAttributes(set: options.recursiveSet, clear: options.recursiveClear, recursive: true)
        }
        let first: (kind: MountPropagation, recursive: Bool) = rest.popFirst() ?? (defaultPropagation, true)
        if first.recursive && first.kind != .unchanged && !isSingle {
            try setMountAttributes(set: [], propagation: first.kind, recursive: true)
        }
        let own: MountPropagation = first.recursive && !isSingle ? .unchanged : first.kind
        if !options.set.isEmpty || !options.clear.isEmpty || own != .unchanged {
            try setMountAttributes(set: options.set, clear: options.clear, propagation: own)
        }
        for (kind, recursive) in rest { try setMountAttributes(set: [], propagation: kind, recursive: recursive) }
    }
}
