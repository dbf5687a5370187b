internal import CommandLineGrammar
internal import ContainerEngine

extension OptionRow where Options == CreateOptions {
    /// Names, labels, beginning and end.
    static func lifeRows() -> [OptionRow] {
        [
            .string("name", "name", "The name of the container; without it one is made up") { $0.request.name = $1 },
            .flag("replace", "Remove a container of the same name first") { $0.request.replaces = $1 },
            .value("label", short: "l", "key[=value]", "Attach a label") { (options, text) throws(UsageError) in
                let pair = try keyValue(text)
                options.request.labels[pair.key] = pair.value
            },
            .string("label-file", "file", "Read labels from a file of KEY=VALUE lines", completes: .files) {
                $0.labelFiles.append($1)
            },
            .value("annotation", "key=value", "Attach an annotation to the OCI configuration") {
                (options, text) throws(UsageError) in
                let pair = try keyValue(text)
                options.request.annotations[pair.key] = pair.value
            },
            .flag("rm", "Remove the container, and its anonymous volumes, when it ends") {
                $0.request.removesOnExit = $1
            },
            .flag("rmi", "Remove the image too when the container ends, unless others use it") {
                $0.request.removesImage = $1
                if $1 { $0.request.removesOnExit = true }
            },
            .value(
                "restart", "policy", "Start it again when it ends: no, on-failure[:times], always, unless-stopped",
                default: "no", completes: .values(["no", "on-failure", "always", "unless-stopped"])
            ) { (options, text) throws(UsageError) in
                _ = try engineValue { () throws(EngineError) in try RestartOption.parse(text) }
                options.request.restart = text
            },
            .strings("requires", "container", "Start these containers before this one") { $0.request.requires += $1 },
            .string("stop-signal", "signal", "The signal that asks it to end (default: the image's, or SIGTERM)") {
                $0.request.stopSignal = $1
            },
            .integer("stop-timeout", "seconds", "How long it may take to end before it is killed", default: "10") {
                $0.request.stopTimeout = Int($1)
            },
            .unsigned("timeout", "seconds", "Kill it after so long; 0 for never") {
                $0.request.timeout = Int(min($1, 1 << 40))
            },
            .string("cidfile", "file", "Write the container's id to this file", completes: .files) {
                $0.request.cidFile = $1
            },
            .string("pidfile", "file", "Write the process number to this file", completes: .files) {
                $0.request.pidFile = $1
            },
            .string(
                "log-driver", "driver", "Where output is kept: json-file, k8s-file, none, passthrough",
                completes: .values(["json-file", "k8s-file", "none", "passthrough"])
            ) { $0.request.logDriver = $1 },
            .value("log-opt", "name=value", "max-size=10m, max-file=3, path=FILE") {
                (options, text) throws(UsageError) in
                let pair = try keyValue(text)
                options.request.logOptions[pair.key] = pair.value
            },
            .value(
                "pull", "policy", "When to pull the image: missing, always, never, newer", default: "missing",
                completes: .values(["missing", "always", "never", "newer"])
            ) { (options, text) throws(UsageError) in
                switch text {
                case "missing", "always", "never", "newer": options.request.pull = text
                case "true": options.request.pull = "always"
                case "false": options.request.pull = "missing"
                default: throw .invalidValue("it is one of missing, always, never, newer")
                }
            },
            .flag("quiet", short: "q", "Show no progress while pulling") { $0.request.quiet = $1 },
            .string("platform", "os/arch", "Take the image for this platform") { $0.request.platform = $1 },
            .string("arch", "arch", "Take the image for this architecture") { $0.architecture = $1 },
            .string("os", "os", "Take the image for this operating system") { $0.operatingSystem = $1 },
            .string("variant", "variant", "Take the image for this variant of the architecture") { $0.variant = $1 },
            .flag("tls-verify", "Check the certificates of registries", default: "true") { $0.registry.tlsVerify = $1 },
            .string("creds", "user[:password]", "Log in to the registry with these") { $0.registry.credentials = $1 },
            .string("authfile", "file", "Read credentials from this file", completes: .files) {
                $0.registry.authFile = $1
            },
            .string("cert-dir", "dir", "Certificates for the registry", completes: .directories) {
                $0.registry.certificateDirectory = $1
            },
            .unsigned("retry", "count", "How often a failed transfer is tried again") {
                $0.registry.retries = Int(min($1, 100))
            },
            .duration("retry-delay", "duration", "The pause before it is tried again") { $0.registry.retryDelay = $1 },
        ]
    }
}
