import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Clients of Debian and our own at our own registry: what is pushed comes back with the same digest.
    @Suite(.enabled(if: TestedEngine.isOurs && LocalRegistry.isInstalled)) struct RegistryClients {
        private static let hasPodman = (try? exists("/usr/bin/podman")) == true

        /// Each client pushes the busybox image under a name of its own, and reads those of the others.
        private func exchange(_ box: Sandbox, _ at: String, verify: String, credentials: String = "") throws {
            let skopeo = "skopeo --insecure-policy"
            let login = credentials.isEmpty ? "" : "--creds '\(credentials)'"
            let (from, to) = login.isEmpty ? ("", "") : ("--src-creds '\(credentials)'", "--dest-creds '\(credentials)'")
            try box.check("\(skopeo) copy -q --dest-\(verify) \(to) docker-archive:\(Fixtures.busybox) docker://\(at)/team/skopeo:1")
            try box.check("apus push -q --\(verify) \(login) busybox \(at)/team/apus:1")
            try box.check("apus pull -q --\(verify) \(login) \(at)/team/skopeo:1")
            try box.check("apus run --rm --network none \(at)/team/skopeo:1 echo here", is: "here")
            var names = ["skopeo", "apus"]
            if Self.hasPodman {
                try box.check(
                    """
                    podman="podman --root $BOX/podman --runroot $BOX/podman-run --storage-driver vfs"
                    $podman load -q -i \(Fixtures.busybox) > loaded && id=$($podman images -q | head -1)
                    $podman push -q --\(verify) \(login) $id \(at)/team/podman:1 || exit 1
                    $podman rmi -a -f > /dev/null
                    $podman pull -q --\(verify) \(login) \(at)/team/apus:1 || exit 2
                    """, seconds: 180)
                names.append("podman")
            }
            for name in names {
                let inspect = "\(skopeo) inspect --\(verify) \(login) docker://\(at)/team/\(name):1"
                let digest = try box.check("\(inspect) --format '{{.Digest}}'").text
                try box.check("rm -rf copy && \(skopeo) copy -q --preserve-digests --src-\(verify) \(from) docker://\(at)/team/\(name):1 dir:copy")
                try box.check("printf 'sha256:' && sha256sum copy/manifest.json | cut -d' ' -f1", is: digest)
                try box.check("apus pull -q --\(verify) \(login) \(at)/team/\(name)@\(digest)")
                try box.check("apus list-tags --\(verify) \(login) docker://\(at)/team/\(name)", has: ["\"1\""])
            }
        }

        @Test func `skopeo, podman and apus exchange images through a folder`() throws {
            let registry = try ServedRegistry()
            try withSandbox { box in
                try exchange(box, registry.address, verify: "tls-verify=false")
                // an index keeps its digest, and its images are mounted from where they are
                try box.check("apus manifest create list:1 && apus manifest add --tls-verify=false list:1 docker://\(registry.address)/team/apus:1")
                try box.check("apus manifest push -q --all --tls-verify=false --digestfile d list:1 docker://\(registry.address)/team/list:1")
                try box.check(
                    "skopeo inspect --tls-verify=false --raw docker://\(registry.address)/team/list:1 | sha256sum | cut -d' ' -f1",
                    is: String(try box.run("cat d").text.dropFirst(7)))
                try box.check("skopeo delete --tls-verify=false docker://\(registry.address)/team/skopeo:1")
                try box.check("apus pull -q --tls-verify=false \(registry.address)/team/skopeo:1", code: 125)
            }
        }

        @Test func `a pull of what is there asks one thing`() throws {
            let registry = try ServedRegistry()
            try withSandbox { box in
                try box.check("apus push -q --tls-verify=false busybox \(registry.address)/a:1 && apus rmi -f busybox > /dev/null")
                try box.check("apus pull -q --tls-verify=false \(registry.address)/a:1")
                let before = registry.log.split(separator: "\n").count
                try box.check("apus pull -q --tls-verify=false \(registry.address)/a:1")
                let asked = registry.log.split(separator: "\n").dropFirst(before)
                #expect(asked.count == 1, "\(asked)")
                #expect(asked.allSatisfy { $0.contains("HEAD /v2/a/manifests/1") }, "\(asked)")
            }
        }

        @Test func `users with passwords come in over TLS, and nobody else writes`() throws {
            try withSandbox { box in
                try box.check(
                    """
                    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=registry -addext 'subjectAltName=IP:127.0.0.1' \
                        -keyout key.pem -out tls.pem 2> /dev/null
                    perl -e 'print "me:", crypt("open sesame", "\\$2y\\$05\\$abcdefghijklmnopqrstuu"), "\\n"' > users
                    mkdir certs && cp tls.pem certs/ca.crt
                    """)
                let files = box.files
                let registry = try ServedRegistry([
                    "$DIR/data", "--tls-certificate", "\(files)/tls.pem", "--tls-key", "\(files)/key.pem", "--htpasswd", "\(files)/users",
                    "--anonymous-pull",
                ])
                let at = registry.address
                try exchange(box, at, verify: "cert-dir=\(files)/certs", credentials: "me:open sesame")
                try box.check("apus pull -q --cert-dir certs \(at)/team/apus:1")
                try box.check("apus push -q --cert-dir certs \(at)/team/apus:1", code: 125)
                try box.check("apus login --cert-dir certs --authfile auth.json -u me -p wrong \(at)", code: 125)
                try box.check("curl -s --cacert tls.pem -w '%{http_code}' -X POST https://\(at)/v2/a/blobs/uploads/", has: ["UNAUTHORIZED", "401"])
                try box.check("curl -s --cacert tls.pem -D - -o body https://\(at)/v2/", has: ["401", "Basic realm="])
                try box.check("curl -s --cacert tls.pem -o body -w '%{http_code}' https://\(at)/v2/team/apus/tags/list", is: "200")
                // a file that changes counts from then on
                try box.check("sleep 0.1; sed -i s/me:/you:/ users && curl -s --cacert tls.pem -u 'me:open sesame' -w '%{http_code}' https://\(at)/v2/", has: ["401"])
                try box.check("curl -s --cacert tls.pem -u 'you:open sesame' -w '%{http_code}' https://\(at)/v2/", is: "{}200")
                // who guesses has to wait
                try box.check(
                    "for i in $(seq 25); do curl -s --cacert tls.pem -u you:no -o body -w '%{http_code}\\n' https://\(at)/v2/; done | sort | uniq -c | wc -l; cat body",
                    has: ["2", "TOOMANYREQUESTS"])
                #expect(contains(registry.log, " me \"PUT /v2/team/apus/manifests/1\" 201 "))
            }
        }

        @Test func `the image store is a registry too`() throws {
            try withSandbox(images: [Fixtures.busybox, Fixtures.app]) { box in
                let port = Int.random(in: 20000...32000)
                let registry = try ServedRegistry(["--store"], global: ["--root", box.root, "--runroot", box.runRoot], port: port)
                let at = registry.address
                let skopeo = "skopeo --insecure-policy"
                try box.check("\(skopeo) copy -q --dest-tls-verify=false docker-archive:\(Fixtures.busybox) docker://\(at)/team/x:1")
                try box.check("apus images --format '{{.Repository}}:{{.Tag}}'", has: ["\(at)/team/x:1"])
                try box.check("apus run --rm --network none \(at)/team/x:1 echo here", is: "here")
                // what is in the store is pulled by its whole name
                try box.check("\(skopeo) copy -q --src-tls-verify=false docker://\(at)/docker.io/library/busybox:latest dir:copy && ls copy/manifest.json")
                try box.check("\(skopeo) copy -q --dest-tls-verify=false dir:copy docker://\(at)/docker.io/library/x:1", code: 1, says: ["another registry"])
                try box.check("\(skopeo) list-tags --tls-verify=false docker://\(at)/team/x", has: ["\"1\""])
                try box.check("curl -s http://\(at)/v2/_catalog", has: ["docker.io/library/busybox", "team/x"])
                // a list with an image for another machine, by digests and whole
                try box.check(
                    """
                    \(skopeo) copy -q dir:copy oci:layout:1 && apus manifest create l:1 && apus manifest add l:1 oci:$PWD/layout:1 --arch s390x --os linux
                    apus manifest push -q --all --tls-verify=false --digestfile d l:1 docker://\(at)/team/l:1
                    """)
                try box.check("\(skopeo) inspect --raw --tls-verify=false docker://\(at)/team/l:1 | sha256sum | cut -d' ' -f1", is: String(try box.run("cat d").text.dropFirst(7)))
                try box.check("\(skopeo) copy -q --all --src-tls-verify=false docker://\(at)/team/l:1 dir:whole")
                try box.check("apus system prune -a -f > /dev/null; apus system check")
                // what is pushed is kept until its manifest comes
                try box.check(
                    """
                    printf '{}' > c; d=sha256:$(sha256sum c | cut -d' ' -f1); at=http://\(at)/v2/team/y
                    code() { curl -s -o answer -w '%{http_code} ' "$@"; }
                    code "$at/blobs/uploads/?digest=$d" --data-binary @c
                    apus image prune -a -f > /dev/null; apus system prune -a -f > /dev/null
                    printf '{"schemaVersion":2,"config":{"mediaType":"x/y","digest":"%s","size":2},"layers":[]}' $d > m
                    code -X PUT $at/manifests/1 -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary @m
                    code $at/manifests/1 && cmp answer m
                    """, is: "201 201 200")
                // an artifact
                try box.check("echo hello > file && apus artifact add \(at)/team/art:1 file && apus artifact push --tls-verify=false \(at)/team/art:1")
                try box.check("curl -s http://\(at)/v2/team/art/tags/list", has: ["\"1\""])
                try box.check("\(skopeo) copy -q --dest-tls-verify=false docker-archive:\(Fixtures.busybox) docker://\(at)/team/x:2")
                try box.check("\(skopeo) delete --tls-verify=false docker://\(at)/team/x:2")
                try box.check("apus images --format '{{.Repository}}:{{.Tag}}'", lacks: ["team/x:2"])
            }
        }

        @Test func `what cannot be served is told with what to do`() throws {
            try withSandbox(images: []) { box in
                let serve = "timeout 5 apus registry serve --listen 127.0.0.1:0"
                try box.check(serve, code: 125, says: ["--store"])
                try box.check("\(serve) --store x", code: 125, says: ["no directory"])
                try box.check("mkdir other && touch other/x && \(serve) other", code: 125, says: ["registry.json"])
                try box.check("echo 'me:{SHA}x' > users && \(serve) --htpasswd users data", code: 125, says: ["bcrypt", "user me", "htpasswd -B"])
                try box.check("\(serve) --htpasswd nosuch data", code: 125, says: ["nosuch"])
                try box.check("\(serve) --anonymous-pull data", code: 125, says: ["--htpasswd"])
                try box.check("\(serve) --tls-key users data", code: 125, says: ["--tls-certificate"])
                try box.check("\(serve) --tls-key users --tls-certificate users data", code: 125, says: ["users", "in PEM"])
                try box.check("\(serve) --tls-key users --tls-certificate nosuch data", code: 125, says: ["nosuch for TLS: No such file"])
                try box.check("timeout 5 apus registry serve --listen 5000x data", code: 125, says: ["ADDRESS:PORT"])
                let registry = try ServedRegistry()
                try box.check("timeout 5 apus registry serve --listen \(registry.address) data", code: 125, says: [registry.address, "in use; choose another address with --listen"])
            }
        }

        @Test func `a registry that is only read takes nothing`() throws {
            let full = try ServedRegistry(["$DIR/data", "--no-delete"])
            try withSandbox { box in
                try box.check("apus push -q --tls-verify=false busybox \(full.address)/x:1")
                try box.check("skopeo delete --tls-verify=false docker://\(full.address)/x:1", code: 1)
                try box.check("curl -s -X DELETE -w '%{http_code}' http://\(full.address)/v2/x/manifests/1", has: ["UNSUPPORTED", "405", "--no-delete"])
                // two at once, of one folder
                let reader = try ServedRegistry(["\(full.path)/data", "--read-only"])
                try box.check("apus pull -q --tls-verify=false \(reader.address)/x:1")
                try box.check("apus push -q --tls-verify=false busybox \(reader.address)/x:2", code: 125, says: ["--read-only"])
                try box.check("curl -s -X POST -w '%{http_code}' http://\(reader.address)/v2/x/blobs/uploads/", has: ["DENIED", "403"])
                try box.check("apus push -q --tls-verify=false busybox \(full.address)/x:2 && apus pull -q --tls-verify=false \(reader.address)/x:2")
            }
        }
    }
}
