internal import Linux

// What the options make of an entry's owner, mode and attributes.

extension TreeExtractor {
    /// The owner to set; nil when a new file has it anyway, or is to stay the caller's.
    func owner(of entry: TarEntry) -> (user: UInt32, group: UInt32)? {
        let (user, group): (UInt32, UInt32)
        switch options.owners {
        case .caller: return nil
        case .fixed(let fixedUser, let fixedGroup): (user, group) = (fixedUser, fixedGroup)
        case .archive, .archiveWherePermitted: (user, group) = (entry.user, entry.group)
        }
        if defaults.isCertain, user == defaults.user, group == defaults.group { return nil }
        return (user, group)
    }

    /// Whether the mode given at creation is not yet the entry's.
    func needsMode(_ entry: TarEntry, _ hasNewOwner: Bool) -> Bool {
        if !defaults.isCertain { return true }
        // The creation mode has no set-id bits, and a new owner would have cleared them.
        return entry.permissions & ~0o777 != 0 || entry.permissions & defaults.umask != 0
    }

    /// Attributes of overlayfs itself are never taken from an archive: a layer could redirect into other layers.
    func keeps(_ attribute: ExtendedAttribute, _ entry: TarEntry) -> Bool {
        let name = attribute.name.bytes
        guard name.starts(with: "trusted.overlay.".utf8) || name.starts(with: "user.overlay.".utf8) else { return true }
        summary.refusedAttributes += 1
        summary.remark("attribute \(attribute.name.display) of '\(entry.name.display)' left out: it steers overlayfs")
        return false
    }

    func acceptRefusedOwner(_ error: SystemCallError, _ entry: TarEntry) throws(ArchiveError) {
        // EINVAL: the id has no mapping in this user namespace; EPERM: this process may not give files away.
        guard options.owners == .archiveWherePermitted, error.errno == .perm || error.errno == .invalid else {
            var cause = "\(error)"
            if error.errno == .invalid {
                cause +=
                    "; \(entry.user):\(entry.group) has no mapping in this user namespace: "
                    + "give the user more ids in /etc/subuid and /etc/subgid"
            }
            throw ArchiveError(
                .refused, "set the owner of", entry: entry.name.display, offset: entry.headerOffset, cause: cause,
                errno: error.errno)
        }
        summary.refusedOwners += 1
    }

    func acceptRefusedAttribute(
        _ error: SystemCallError, _ attribute: ExtendedAttribute, _ entry: TarEntry
    ) throws(ArchiveError) {
        guard options.toleratesRefusedAttributes, error.errno == .perm || error.errno == .notSupported else {
            throw failure("set attribute \(attribute.name.display) of", error, entry)
        }
        summary.refusedAttributes += 1
        summary.remark("attribute \(attribute.name.display) of '\(entry.name.display)' left out: \(error.errno.words)")
    }

    /// Owner, mode, attributes and times of a directory that is open.
    func setLook(
        ofDirectory directory: borrowing Descriptor, _ entry: TarEntry, owner: (user: UInt32, group: UInt32)?,
        needsMode: Bool
    ) throws(ArchiveError) {
        if let owner {
            do throws(SystemCallError) {
                try directory.setOwner(user: owner.user, group: owner.group)
            } catch { try acceptRefusedOwner(error, entry) }
        }
        if needsMode || owner != nil && entry.permissions & 0o6000 != 0 {
            do throws(SystemCallError) { try directory.setPermissions(entry.permissions) } catch {
                throw failure("set the mode of", error, entry)
            }
        }
        for attribute in entry.extendedAttributes where keeps(attribute, entry) {
            do throws(SystemCallError) { try directory.setExtendedAttribute(attribute.name, attribute.value) } catch {
                try acceptRefusedAttribute(error, attribute, entry)
            }
        }
        do throws(SystemCallError) {
            try directory.setTimes(modified: entry.modified, accessed: entry.accessed)
        } catch { throw failure("set the times of", error, entry) }
    }
}
