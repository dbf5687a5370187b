internal import Linux

/// Users and groups in a user namespace, whatever it maps.
enum NamespaceCredentials {
    /// Becomes root of the user namespace that was just entered. Where 0 is not mapped we stay who we are, which the
    /// maps name too; the rights are there in any case (user_namespaces(7)).
    static func becomeRoot() throws(SystemCallError) {
        do throws(SystemCallError) { try Credentials.setGroup(0) } catch {
            guard error.errno == .invalid else { throw error }
        }
        do throws(SystemCallError) { try Credentials.setUser(0) } catch {
            guard error.errno == .invalid else { throw error }
        }
    }

    /// Sets the further groups. A user namespace that was mapped without privileges has given that up for good, and so
    /// have all below it (user_namespaces(7), CVE-2014-8989): there they stay as they are, as under crun.
    static func setGroups(_ groups: [UInt32], proc: borrowing Descriptor) throws(SystemCallError) {
        do throws(SystemCallError) { try Credentials.setGroups(groups) } catch {
            guard error.errno == .perm, try isDenied(proc) else { throw error }
        }
    }

    private static func isDenied(_ proc: borrowing Descriptor) throws(SystemCallError) -> Bool {
        try open("self/setgroups", .readOnly, at: proc.number).read(upTo: 8).starts(with: "deny".utf8)
    }
}
