internal import Linux

/// Makes an entry of a header block and of the extended headers before it.
struct TarHeaderInterpretation {
    /// Where the map of a sparse file is.
    enum SparseMap {
        case none
        case given([Int64])
        /// The first pairs stand in the header; blocks of more follow it.
        case extensionBlocks([Int64])
        /// The map stands in front of the data (GNU 1.0).
        case beforeContent
    }

    private let header: TarHeaderBlock
    private let limits: TarLimits
    private(set) var entry = TarEntry(name: "", kind: .file)
    private(set) var packedSize: Int64 = 0
    private(set) var sparse = SparseMap.none

    init(header: TarHeaderBlock, limits: TarLimits) {
        self.header = header
        self.limits = limits
    }

    /// - Returns: nil, or the words for what is wrong.
    mutating func apply(global: PaxRecords, pax: PaxRecords?, longName: [UInt8]?, longLink: [UInt8]?) -> String? {
        let dialect = header.dialect
        entry.name = ByteName(name(dialect))
        entry.linkTarget = ByteName(header.text(157, 100))
        if let path = pax?.path { entry.name = ByteName(path) }
        if let path = pax?.sparse.name { entry.name = ByteName(path) }
        if let path = pax?.linkPath { entry.linkTarget = ByteName(path) }
        // As Go's archive/tar: a GNU long name wins over a PAX one.
        if let longName { entry.name = ByteName(longName) }
        if let longLink { entry.linkTarget = ByteName(longLink) }

        guard let mode = header.number(100, 8), let headerUser = header.number(108, 8),
            let headerGroup = header.number(116, 8), let headerSize = header.number(124, 12),
            let headerTime = header.number(136, 12)
        else { return "a number in the header is not valid" }
        entry.permissions = UInt32(truncatingIfNeeded: mode) & 0o7777
        let user = pax?.user ?? global.user ?? headerUser
        let group = pax?.group ?? global.group ?? headerGroup
        // The highest number means "leave it" to chown(2).
        guard user >= 0, user < Int64(UInt32.max), group >= 0, group < Int64(UInt32.max) else {
            return "the owner \(user):\(group) is not a valid pair of ids"
        }
        entry.user = UInt32(user)
        entry.group = UInt32(group)
        entry.modified = pax?.modified ?? global.modified ?? FileStatus.Time(seconds: headerTime)
        entry.accessed = pax?.accessed ?? global.accessed
        entry.changed = pax?.changed ?? global.changed
        entry.extendedAttributes = pax?.extendedAttributes ?? []
        if dialect != .v7 {
            entry.userName = ByteName(pax?.userName ?? global.userName ?? header.text(265, 32))
            entry.groupName = ByteName(pax?.groupName ?? global.groupName ?? header.text(297, 32))
        }

        let flag = header[156]
        entry.kind = kind(flag)
        let size = pax?.size ?? headerSize
        guard size >= 0 else { return "the size is negative" }
        if entry.kind == .characterDevice || entry.kind == .blockDevice {
            guard dialect != .v7, let major = header.number(329, 8), let minor = header.number(337, 8),
                let major = UInt32(exactly: major), let minor = UInt32(exactly: minor)
            else { return "the device number is not valid" }
            entry.deviceMajor = major
            entry.deviceMinor = minor
        }
        switch entry.kind {
        case .file, .other: packedSize = size
        // As Go: these have no data, whatever the size field says.
        default: packedSize = 0
        }
        entry.size = packedSize
        return flag == 0x53 ? oldSparse() : paxSparse(pax)
    }

    private func name(_ dialect: TarHeaderBlock.Dialect) -> [UInt8] {
        let name = header.text(0, 100)
        let prefixLength =
            switch dialect {
            case .ustar: 155
            case .star: 131
            case .v7, .gnu: 0
            }
        guard prefixLength > 0, header[345] != 0 else { return name }
        return header.text(345, prefixLength) + [0x2f] + name
    }

    private func kind(_ flag: UInt8) -> TarEntry.Kind {
        switch flag {
        case 0x30, 0, 0x37, 0x53:  // '0', NUL, '7' (contiguous), 'S' (GNU sparse)
            // A v7 directory is a file whose name ends in a slash.
            flag == 0 && entry.name.bytes.last == 0x2f ? .directory : .file
        case 0x31: .hardLink
        case 0x32: .symlink
        case 0x33: .characterDevice
        case 0x34: .blockDevice
        case 0x35: .directory
        case 0x36: .fifo
        default: .other(flag)
        }
    }

    /// Type 'S': four pairs at byte 386, "more follow" at 482, the real size at 483.
    private mutating func oldSparse() -> String? {
        guard header.dialect == .gnu, let real = header.number(483, 12), real >= 0 else {
            return "the size of the sparse file is not valid"
        }
        entry.size = real
        var numbers: [Int64] = []
        for pair in 0..<4 where header[386 + pair * 24] != 0 {
            guard let offset = header.number(386 + pair * 24, 12), let length = header.number(398 + pair * 24, 12)
            else {
                return "a number of the sparse map is not valid"
            }
            numbers += [offset, length]
        }
        sparse = header[482] != 0 ? .extensionBlocks(numbers) : .given(numbers)
        return nil
    }

    private mutating func paxSparse(_ pax: PaxRecords?) -> String? {
        guard let records = pax?.sparse, records.isUsed, entry.kind == .file else { return nil }
        guard let real = records.realSize else { return "the size of the sparse file is missing" }
        if let major = records.major, major > 1 || (major == 1 && records.minor ?? 0 != 0) {
            return "sparse files of version \(major).\(records.minor ?? 0) are not known"
        }
        entry.size = real
        if records.major == 1 {
            sparse = .beforeContent
        } else {
            guard records.map.count % 2 == 0, Int64(records.map.count / 2) == records.numberOfBlocks ?? 0 else {
                return "the sparse map does not have the number of segments it tells"
            }
            sparse = .given(records.map)
        }
        return nil
    }
}
