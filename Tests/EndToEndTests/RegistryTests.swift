import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Registries that want to know who one is, and images on their way to them.
    @Suite(.enabled(if: LocalRegistry.isInstalled)) struct Registries {
        @Test func `a user logs in, pushes, pulls and logs out`() throws {
            let registry = try LocalRegistry(user: "me", password: "open sesame")
            let at = registry.address
            try withSandbox(images: [Fixtures.busybox, Fixtures.app]) { box in
                let plain = "--tls-verify=false --authfile $BOX/auth.json"
                try box.check("apus push \(plain) busybox \(at)/team/x:1", code: 125)
                try box.check("apus login \(plain) -u me -p wrong \(at)", code: 125, says: [at])
                try box.check("test ! -e $BOX/auth.json")
                try box.check("apus login \(plain) --password-stdin \(at) < /dev/null", code: 125, says: ["--username"])
                try box.check(
                    "echo 'open sesame' | apus login \(plain) -u me --password-stdin \(at)", has: ["Login Succeeded!"])
                try box.check("stat -c %a $BOX/auth.json", is: "600")
                try box.check("apus login --authfile $BOX/auth.json --get-login \(at)", is: "me")
                try box.check("apus push \(plain) --digestfile digest busybox \(at)/team/x:1")
                try box.check("apus push -q \(plain) localhost/app:1.0 docker://\(at)/team/app:1.0", is: "")
                // what a registry has, it gives back byte for byte
                try box.check("apus rmi -a -f && apus pull -q \(plain) \(at)/team/x:1")
                try box.check("apus inspect --type image --format '{{.Digest}}' \(at)/team/x:1", is: try box.run("cat digest").text)
                try box.check("apus run --rm --network none \(at)/team/x:1 echo back", is: "back")
                try box.check("apus run --rm --network none \(plain) -q \(at)/team/app:1.0 back", is: "entry back")
                // all names of a repository
                if TestedEngine.isOurs {
                    try box.check("apus tag \(at)/team/x:1 \(at)/team/x:2 && apus push -a \(plain) \(at)/team/x")
                    try box.check("apus rmi -a -f && apus pull -q \(plain) \(at)/team/x:2")
                }
                // with a user for this time alone
                try box.check("apus rmi -a -f && apus pull -q --tls-verify=false --creds 'me:open sesame' \(at)/team/x:1")
                try box.check("apus logout --authfile $BOX/auth.json \(at)", has: [at])
                try box.check("apus logout --authfile $BOX/auth.json \(at)", code: 125, says: ["not logged into"])
                try box.check("apus login --authfile $BOX/auth.json --get-login \(at)", code: 125, says: ["not logged into"])
                try box.check("apus push -q \(plain) \(at)/team/x:1", code: 125)
                try box.check("apus push nosuch \(at)/x", code: 125, says: ["nosuch"])
            }
        }

        @Test func `a login is kept in a file of docker's too`() throws {
            let registry = try LocalRegistry(user: "me", password: "secret")
            let at = registry.address
            try withSandbox(images: []) { box in
                let file = "--tls-verify=false --compat-auth-file $BOX/config.json"
                try box.check("printf '{\"detachKeys\":\"ctrl-x\"}' > $BOX/config.json; echo secret | apus login \(file) -u me --password-stdin \(at)", has: ["Login Succeeded!"])
                try box.check("cat $BOX/config.json", has: ["detachKeys", "\"\(at)\"", "\"auth\""])
                try box.check("apus login --compat-auth-file $BOX/config.json --get-login \(at)", is: "me")
                try box.check("echo secret | apus login \(file) -u me --password-stdin \(at)/team", code: 125, says: ["name space"])
                try box.check("echo secret | apus login \(file) --authfile x -u me --password-stdin \(at)", code: 125, says: ["exclude each other"])
                try box.check("apus logout --compat-auth-file $BOX/config.json \(at) && cat $BOX/config.json", has: ["detachKeys"], lacks: ["auth\""])
            }
        }

        @Test func `a login makes the file that the environment names`() throws {
            let registry = try LocalRegistry(user: "me", password: "secret")
            let at = registry.address
            try withSandbox { box in
                let named = "export REGISTRY_AUTH_FILE=$BOX/new/auth.json; mkdir -p $BOX/new; apus"
                try box.check("\(named) login --get-login \(at)", code: 125, says: ["not logged into"])
                try box.check("\(named) login --tls-verify=false -u me -p wrong \(at)", code: 125, says: [at])
                try box.check("\(named) login --tls-verify=false -u me -p secret \(at)", has: ["Login Succeeded!"])
                try box.check("\(named) push -q --tls-verify=false busybox \(at)/x:1")
                try box.check("\(named) logout \(at)", has: [at])
                try box.check("rm -r $BOX/new")
            }
        }

        @Test func `a password is asked for and not shown`() throws {
            let registry = try LocalRegistry(user: "me", password: "secret")
            try withSandbox(images: []) { box in
                let login = "apus login --tls-verify=false --authfile $BOX/auth.json \(registry.address)"
                // as somebody would, who waits for the question
                let typing = "shown() { until grep -q $1 typed; do sleep 0.05; done; }; shown Username; echo me; shown Password; echo secret; sleep 0.5"
                let result = try box.check(
                    "touch typed; (\(typing)) | script -qefc '\(login)' typed", has: ["Username", "Password", "Login Succeeded!"],
                    lacks: ["secret"])
                #expect(contains(result.output, "me"))
                try box.check("apus logout --authfile $BOX/auth.json --all && grep -c '\"auth\"' $BOX/auth.json", code: 1, has: ["all"])
            }
        }
    }
}
