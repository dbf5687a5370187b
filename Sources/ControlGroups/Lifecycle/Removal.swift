internal import Linux

extension ControlGroup {
    /// Kills what is left in the group and removes its directories with all below them. Nothing there is success.
    ///
    /// A directory whose last processes are just dying answers EBUSY: it is tried again for so many milliseconds.
    public func delete(killing: Bool = true, milliseconds: Int64 = 2000) throws(ControlGroupError) {
        try refuseRoot("remove the group")
        if Self.removeAll(places) { return }
        if killing { try killAll(milliseconds: milliseconds) }
        let end = monotonicNanoseconds() + milliseconds * 1_000_000
        var wait: Int64 = 50_000
        while true {
            var first: ControlGroupError?
            for place in places {
                do throws(ControlGroupError) { try Self.remove(place.directory) } catch {
                    if first == nil { first = error }
                }
            }
            guard let error = first else { return }
            if error.code != .busy || monotonicNanoseconds() > end { throw error }
            pause(nanoseconds: wait)
            wait = min(wait * 2, 10_000_000)
        }
    }

    /// The quick way: every directory empty and without groups below.
    private static func removeAll(_ places: [Place]) -> Bool {
        var all = true
        for place in places {
            do throws(SystemCallError) { try removeDirectory(place.directory) } catch {
                if error.errno != .noEntry { all = false }
            }
        }
        return all
    }

    /// Removes a directory after those below it.
    private static func remove(_ directory: String) throws(ControlGroupError) {
        do throws(SystemCallError) {
            try removeDirectory(directory)
            return
        } catch {
            if error.errno == .noEntry { return }
            guard error.errno == .busy || error.errno == .notEmpty else {
                throw ControlGroupError(doing: "remove the group", file: directory, error)
            }
        }
        for child in children(of: directory) { try remove(directory + "/" + child) }
        do throws(SystemCallError) { try removeDirectory(directory) } catch {
            if error.errno == .noEntry { return }
            throw ControlGroupError(doing: "remove the group", file: directory, error)
        }
    }
}
