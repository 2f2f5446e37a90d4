import type { PromiseName } from '../../../packages/sandbox/src/index.ts';

/** Something that RUN does on Debian. */
export interface Check {
  readonly name: string;
  /** A Dockerfile's instructions; the last ends with an error unless it worked. */
  readonly instructions: string;
  /** What a driver must promise for it. */
  readonly needs: readonly PromiseName[];
}

const PACKAGES =
  'openssh-server cron dbus sudo libcap2-bin man-db python3-minimal locales tzdata postgresql-common nginx-light rsyslog';

/** In the order in which a Dockerfile has them. */
export const CHECKS: readonly Check[] = [
  {
    name: 'apt-get installs services with their postinst scripts',
    instructions: `ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ${PACKAGES}
RUN test -z "$(dpkg --audit)" && test -z "$(dpkg -l | grep -v ^ii | grep ^[a-z][a-z])" && id sshd && id postgres`,
    needs: [],
  },
  {
    name: 'owners and set-id bits that packages set',
    instructions: `RUN stat -c '%n %U:%G %a' /usr/lib/dbus-1.0/dbus-daemon-launch-helper /usr/bin/crontab /usr/bin/ssh-agent /var/log/nginx
RUN test "$(stat -c %G:%a /usr/lib/dbus-1.0/dbus-daemon-launch-helper)" = messagebus:4754
RUN test "$(stat -c %G:%a /usr/bin/crontab)" = crontab:2755`,
    needs: ['owners'],
  },
  {
    name: 'useradd, groupadd, chfn',
    instructions: 'RUN groupadd crew && useradd -m -G crew worker && id worker',
    needs: [],
  },
  {
    name: 'su from root',
    instructions: `RUN test "$(su worker -c 'id -un')" = worker && test "$(runuser -u worker -- id -un)" = worker`,
    needs: ['owners'],
  },
  {
    name: 'setcap and getcap',
    instructions: `RUN cp /bin/cat /bin/readall && setcap cap_dac_override=ep /bin/readall
RUN getcap /bin/readall | grep cap_dac_override=ep`,
    needs: [],
  },
  {
    name: 'sudo and file capabilities as another user',
    instructions: `RUN echo 'worker ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/worker && echo secret >/root/file && chmod 600 /root/file
USER worker
RUN test "$(id -un)" = worker && test "$(sudo id -u)" = 0 && test "$(readall /root/file)" = secret
USER root`,
    needs: ['users', 'set-user-id'],
  },
  {
    name: 'files of a home belong to its user',
    instructions: `USER worker
RUN touch ~/mine && test "$(stat -c %U ~/mine)" = worker
USER root`,
    needs: ['users'],
  },
  {
    name: 'locales, alternatives, ldconfig, tar with owners',
    instructions: `RUN sed -i 's/# en_US.UTF-8/en_US.UTF-8/' /etc/locale.gen && locale-gen && update-alternatives --query awk >/dev/null && ldconfig && tar -C / -cf /tmp/x.tar etc/cron.d && mkdir /tmp/x && tar -C /tmp/x -xpf /tmp/x.tar`,
    needs: [],
  },
  {
    name: 'a service starts, and ends with its step',
    instructions: `RUN mkdir -p /run/sshd && /usr/sbin/sshd -p 2299 && sleep 1 && echo started
RUN ! python3 -c 'import socket; socket.create_connection(("127.0.0.1", 2299), 1)' 2>/dev/null`,
    needs: ['no-leftovers'],
  },
];
