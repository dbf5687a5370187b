internal import CommandLineGrammar
internal import ContainerEngine
internal import JSONText

extension OptionRow where Options == CreateOptions {
    /// What runs in the container, and as whom.
    static func processRows() -> [OptionRow] {
        [
            .value("entrypoint", "command", "Run this instead of the image's entrypoint; a JSON array, or one word") {
                (options, text) throws(UsageError) in options.request.entrypoint = try entrypoint(text)
            },
            .value("env", short: "e", "name=value", "Set a variable; a name alone takes the value it has here") {
                (options, text) throws(UsageError) in
                guard !text.isEmpty, !text.hasPrefix("=") else {
                    throw .invalidValue("it has no name: give NAME=VALUE")
                }
                options.request.environment.append(text)
            },
            .string("env-file", "file", "Read variables from a file of NAME=VALUE lines", completes: .files) {
                $0.environmentFiles.append($1)
            },
            .flag("env-host", "Give the container every variable that is set here") {
                $0.request.forwardsHostEnvironment = $1
            },
            .string("unsetenv", "name", "Drop a variable that the image sets") {
                $0.request.unsetEnvironment.append($1)
            },
            .flag("unsetenv-all", "Drop all variables that the image sets") { $0.request.unsetAllEnvironment = $1 },
            .flag("http-proxy", "Pass on the proxy variables that are set here", default: "true") {
                $0.request.forwardsProxies = $1
            },
            .string("workdir", short: "w", "dir", "The directory in which the command begins") {
                $0.request.workingDirectory = $1
            },
            .string("user", short: "u", "user[:group]", "Run as this user and group, by name or number") {
                $0.request.user = $1
            },
            .flag(
                "passwd", "Add a user that the image does not know to its /etc/passwd and /etc/group", default: "true"
            ) { $0.request.writesAccounts = $1 },
            .string("passwd-entry", "entry", "The line that is added to /etc/passwd; $UID, $GID, $HOME are filled in") {
                $0.request.passwordEntry = $1
            },
            .string("group-entry", "entry", "The line that is added to /etc/group; $GID is filled in") {
                $0.request.groupEntry = $1
            },
            .strings("group-add", "group", "Add the process to further groups") { $0.request.groups += $1 },
            .value("umask", "umask", "The file mode creation mask, in octal", default: "0022") {
                (options, text) throws(UsageError) in
                guard let mask = UInt32(text, radix: 8), mask <= 0o777 else {
                    throw .invalidValue("a mask is an octal number from 0 to 777")
                }
                options.request.umask = mask
            },
            .flag("interactive", short: "i", "Keep standard input open, even when not attached") {
                $0.request.interactive = $1
            },
            .flag("tty", short: "t", "Give the process a terminal") { $0.request.terminal = $1 },
            .value(
                "attach", short: "a", "stream", "Attach to STDIN, STDOUT or STDERR",
                completes: .values(["stdin", "stdout", "stderr"])
            ) { (options, text) throws(UsageError) in
                let name = text.lowercased()
                guard ["stdin", "stdout", "stderr"].contains(name) else {
                    throw .invalidValue("valid streams are STDIN, STDOUT and STDERR")
                }
                options.request.attach.append(name)
            },
            .string("detach-keys", "keys", "The keys that leave an attached terminal", default: "ctrl-p,ctrl-q") {
                $0.request.detachKeys = $1
            },
            .string("tz", "zone", "The time zone in the container; local takes the one of this host") {
                $0.request.timeZone = $1
            },
            .flag("init", "Run a small init first that reaps processes and forwards signals") {
                $0.request.initProcess = $1
            },
            .value("ulimit", "name=soft[:hard]", "Limit a resource of the process, such as nofile=1024:2048") {
                (options, text) throws(UsageError) in
                // The caller's own limits: what a container has that is asked for none.
                if text == "host" { return options.request.ulimits.removeAll() }
                let ulimit = try engineValue { () throws(EngineError) in try UlimitRequest(parsing: text) }
                options.request.ulimits.removeAll { $0.type == ulimit.type }
                options.request.ulimits.append(ulimit)
            },
            .integer("oom-score-adj", "number", "How readily the kernel kills it when memory is short (-1000 to 1000)") {
                $0.request.outOfMemoryScoreAdjustment = Int($1)
            },
            .unsigned("preserve-fds", "count", "Pass on so many descriptors after standard error") {
                $0.request.preservedDescriptors = Int(min($1, 1024))
            },
        ]
    }

    private static func entrypoint(_ text: String) throws(UsageError) -> [String] {
        if text.isEmpty { return [] }
        guard text.hasPrefix("[") else { return [text] }
        // What begins like an array and is none is the name of a program that begins so.
        guard let words = try? JSON.decode([String].self, from: Array(text.utf8)) else { return [text] }
        return words
    }
}
