/// A mapping of owners in the options of a mount, as crun and podman write it: `uids=0-1-10#10-11-10;gids=@0-100-10`. Each triple is
/// an id on the file system, what it is shown as, and how many. Behind an @ the second is one of the container.
enum MappingText {
    static func read(
        _ text: String, field: String, container: (users: [IdentityRange], groups: [IdentityRange])
    ) throws(RuntimeError) -> (users: [IdentityRange], groups: [IdentityRange]) {
        var users: [IdentityRange] = []
        var groups: [IdentityRange] = []
        for part in text.split(separator: ";") {
            if part.hasPrefix("uids=") {
                users += try ranges(part.dropFirst(5), field, container.users)
            } else if part.hasPrefix("gids=") {
                groups += try ranges(part.dropFirst(5), field, container.groups)
            } else {
                throw .invalid(field, "\"\(part)\" begins neither with uids= nor with gids=")
            }
        }
        return (users, groups)
    }

    private static func ranges(
        _ text: Substring, _ field: String, _ container: [IdentityRange]
    ) throws(RuntimeError) -> [IdentityRange] {
        var ranges: [IdentityRange] = []
        for part in text.split(separator: "#") {
            let isRelative = part.hasPrefix("@")
            let words = (isRelative ? part.dropFirst() : part).split(separator: "-", omittingEmptySubsequences: false)
            let numbers = words.compactMap { UInt32($0) }
            guard words.count == 3, numbers.count == 3, numbers[2] > 0 else {
                throw .invalid(field, "\"\(part)\" is not of the form ID-ID-COUNT")
            }
            var shown = numbers[1]
            if isRelative { shown = container.lazy.compactMap { $0.outside(numbers[1]) }.first ?? shown }
            ranges.append(IdentityRange(container: numbers[0], host: shown, size: numbers[2]))
        }
        return ranges
    }
}
